import { connect, type Socket } from 'node:net'

/** Between the packets of one poll. */
const separator = '\u001e'

/** A long-polling client that polls only when it is told to. */
export class PollByHand {
  readonly #url: string
  readonly #unread: Socket[] = []

  private constructor(url: string) {
    this.#url = url
  }

  /** Connects, and says nothing yet. */
  static async open(url: string): Promise<PollByHand> {
    const path = `${url}/socket.io/?EIO=4&transport=polling`
    const { sid } = JSON.parse((await (await fetch(path)).text()).slice(1)) as { sid: string }
    return new PollByHand(`${path}&sid=${sid}`)
  }

  /** Connects and enters a room. */
  static async join(url: string, token: string, roomName: string): Promise<PollByHand> {
    const poll = await PollByHand.open(url)
    await poll.send(`40${JSON.stringify({ token })}`)
    await poll.next('40{')
    await poll.send(`420["join_room",{"roomName":"${roomName}"}]`)
    await poll.next('430[')
    return poll
  }

  /** Sends packets together: the server reads them one right after the other. */
  async send(...packets: string[]): Promise<number> {
    const { status } = await fetch(this.#url, { method: 'POST', body: packets.join(separator) })
    return status
  }

  /** Polls once and reads the answer. Undefined when the session is no more. */
  async poll(): Promise<string[] | undefined> {
    const answer = await fetch(this.#url)
    const packets = (await answer.text()).split(separator)
    if (packets.includes('2')) await this.send('3')
    return answer.ok ? packets : undefined
  }

  /** Polls until a packet begins like this; returns all that came. */
  async next(start: string): Promise<string[]> {
    const came: string[] = []
    while (!came.some(packet => packet.startsWith(start))) {
      const packets = await this.poll()
      if (packets === undefined) throw new Error(`the session ended before ${start}`)
      came.push(...packets)
    }
    return came
  }

  /** Polls on a connection of its own, and reads nothing of the answer. */
  pollUnread(): void {
    const { hostname, port, pathname, search } = new URL(this.#url)
    const socket = connect(Number(port), hostname).pause()
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
    this.#unread.push(socket)
  }

  close(): void {
    for (const socket of this.#unread) socket.destroy()
  }
}

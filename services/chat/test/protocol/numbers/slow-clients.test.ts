import { describe, expect, it, onTestFinished } from 'vitest'
import { Client, type Person } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { launchCluster } from '../../support/launch.ts'
import { registerPerson } from '../../support/person.ts'
import { PollByHand } from '../../support/poll-by-hand.ts'

/** More than one answer with a whole history. */
const budget = 1024 * 1024
const noBudget = 1024 * 1024 * 1024
const long = 'x'.repeat(1000)

/** One node on which anybody can be made to stop reading. */
const openNode = async (bufferBytes: number) => {
  const { url, nodes, stop } = await launchCluster({ SOCKETLINK_CLIENT_BUFFER_BYTES: String(bufferBytes) }, 1)
  const clients: Client[] = []
  onTestFinished(async () => {
    for (const client of clients) client.close()
    await stop()
  })
  const connect = async (person: Person): Promise<Client> => {
    const client = new Client(person, url, {})
    clients.push(client)
    return client.connect()
  }
  const metric = async (name: string, labels = ''): Promise<number> => {
    const text = await (await fetch(`${nodes[0]?.url}/metrics`)).text()
    const values = text.matchAll(new RegExp(`^${name}(?:\\{${labels}[^}]*\\})? (\\S+)$`, 'gm'))
    return [...values].reduce((sum, [, value]) => sum + Number(value), 0)
  }
  return {
    metric,
    member: async (name: string, roomName: string): Promise<Client> => {
      const client = await connect(await registerPerson(url, name, connect))
      await client.join(roomName)
      return client
    },
    poller: async (roomName: string): Promise<PollByHand> => {
      const { token } = await registerPerson(url, 'poller', connect)
      const poller = await PollByHand.join(url, token, roomName)
      onTestFinished(() => poller.close())
      return poller
    },
  }
}
type Node = Awaited<ReturnType<typeof openNode>>

describe('clients that do not read', () => {
  it('cost the node what their budget allows, whatever they ask for', async () => {
    const [sockets, pollers, calls] = [10, 5, 80]
    /** Lets them ask for a whole history again and again. Returns by how much the node has grown, in bytes. */
    const grow = async (node: Node): Promise<number> => {
      const talker = await node.member('talker', 'heavy')
      const said = await Promise.all(Array.from({ length: 500 }, () => talker.say(long)))
      const slow: Client[] = []
      for (let n = 0; n < sockets; n++) slow.push(await node.member('slow', 'heavy'))
      const polling: PollByHand[] = []
      for (let n = 0; n < pollers; n++) polling.push(await node.poller('heavy'))
      for (const client of slow) client.stopReading()
      const before = await node.metric('process_resident_memory_bytes')
      const input = { roomName: 'heavy', after: { epoch: said[0]?.epoch, seq: 0 } }
      for (let call = 0; call < calls; call++) {
        for (const client of slow) client.socket.emit('join_room', input, () => {})
        await Promise.all(polling.map(poller => poller.send(`42["join_room",${JSON.stringify(input)}]`)))
      }
      const asked = 1 + sockets + pollers + calls * (sockets + pollers)
      await eventually(
        async () =>
          expect(
            await node.metric('socketlink_call_seconds_count', 'call="join_room"'),
          ).toBeGreaterThanOrEqual(asked),
        60_000,
      )
      return (await node.metric('process_resident_memory_bytes')) - before
    }
    const bounded = await grow(await openNode(budget))
    const boundless = await grow(await openNode(noBudget))
    process.stderr.write(`grew by ${bounded >> 20} MiB; without a budget by ${boundless >> 20} MiB\n`)
    expect(bounded).toBeLessThan(boundless / 3)
  }, 120_000)

  it('cost those who read no time', async () => {
    const [sockets, pollers, rounds, perRound] = [20, 10, 150, 20]
    const node = await openNode(budget)
    /** A talker, one who always reads, and a crowd that stops when it is told. */
    const open = async (roomName: string) => {
      const [talker, listener] = [
        await node.member('talker', roomName),
        await node.member('listener', roomName),
      ]
      const crowd: Client[] = []
      for (let n = 0; n < sockets; n++) crowd.push(await node.member('crowd', roomName))
      return { talker, listener, crowd, roomName, waits: [] as number[] }
    }
    const [reading, stalled] = [await open('reading'), await open('stalled')]
    for (const client of stalled.crowd) client.stopReading()
    for (let n = 0; n < pollers; n++) await node.poller(stalled.roomName)
    // Side by side, so that whatever else this machine does slows both.
    for (let round = 0; round < rounds; round++) {
      for (const { talker, listener, waits } of [reading, stalled]) {
        const text = `round ${round}`
        const begun = performance.now()
        for (let n = 1; n < perRound; n++) talker.socket.emit('send_message', { text: long }, () => {})
        await Promise.all([talker.say(text), listener.next('new_message', message => message.text === text)])
        waits.push(performance.now() - begun)
      }
    }
    expect(await node.metric('socketlink_slow_clients_total')).toBeGreaterThan(0)
    const at = (part: number, values: number[]): number =>
      values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0
    const figures = [0.5, 0.99].map(part => at(part, stalled.waits) / at(part, reading.waits))
    process.stderr.write(
      `beside clients that do not read: ${figures.map(n => n.toFixed(2))} of the time, p50 and p99\n`,
    )
    for (const ratio of figures) expect(ratio).toBeLessThan(2)
  }, 120_000)
})

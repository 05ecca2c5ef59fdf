import { SocketIoClient } from '../../k6/socketio/client.ts'
import { nodePlatform } from '../../k6/socketio/node-platform.ts'

/** Clients of the cluster under measurement, and how many messages they have been delivered, all together. */
export interface Crowd {
  readonly delivered: number
  /** How many there are. */
  readonly size: number
  /** Connects one more, to nginx or to one node. */
  connect(url: string): Promise<SocketIoClient>
  close(): void
}

/** Makes one; the n-th client logs in with the n-th token. */
export const gatherCrowd = (tokenOf: (n: number) => string): Crowd => {
  const clients: SocketIoClient[] = []
  let count = 0
  let delivered = 0
  return {
    get delivered() {
      return delivered
    },
    get size() {
      return clients.length
    },
    connect: async url => {
      const client = await SocketIoClient.connect({
        platform: nodePlatform,
        url,
        transport: 'websocket',
        auth: { token: tokenOf(count++) },
        onEvent: name => {
          if (name === 'new_message') delivered++
        },
        onDisconnect: () => {},
      })
      clients.push(client)
      return client
    },
    close: () => {
      for (const client of clients) client.close()
    },
  }
}

/** Makes a call that must succeed. */
export const succeed = async (client: SocketIoClient, name: string, input: object): Promise<void> => {
  const { ok, error } = (await client.call(name, input)) as { ok: boolean; error?: { code: string } }
  if (!ok) throw new Error(`${name} was refused: ${error?.code}`)
}

/** Sends at an even rate, from one client after the other. Resolves when all is acknowledged. */
export const talk = async (
  clients: SocketIoClient[],
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number> => {
  const startedAt = performance.now()
  const count = perSecond * seconds
  const sends: Promise<void>[] = []
  const text = 'a message of ordinary length, as people write them: hello, are you there? '.padEnd(120, '.')
  for (let n = 0; n < count; n++) {
    const wait = startedAt + (n * 1000) / perSecond - performance.now()
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
    const clientMessageId = `capacity-${startedAt.toString(36).replace('.', '')}-${n}`
    const client = clients[n % clients.length] as SocketIoClient
    sends.push(succeed(client, 'send_message', { text, clientMessageId }))
  }
  await Promise.all(sends)
  return count
}

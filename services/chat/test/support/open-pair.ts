import { inject, onTestFinished } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../../../loadtest/chaos/faults/tcp-proxy.ts'
import type { ChatNode } from '../../src/node.ts'
import { Client, type Person } from './client.ts'
import { eventually } from './eventually.ts'
import { registerPerson } from './person.ts'
import { startNode, uniquePrefix } from './start-node.ts'

export interface Side {
  url: string
  node: ChatNode
  /** A new person, connected to this node. */
  join(name: string, roomName: string): Promise<Client>
  /** An account, not connected. */
  person(name: string): Promise<Person>
}

export interface Pair {
  /** Always has Redis. */
  here: Side
  /** Behind a link that can be broken. */
  there: Side
  prefix: string
  link: {
    /** Ends its connections and lets no others through. Resolves when the node knows. */
    breakDown(): Promise<void>
    /** The same, but nobody is told: packets just do not arrive. */
    blackHole(): Promise<void>
    /** Resolves when the node is ready again. */
    heal(): Promise<void>
  }
}

const openSide = async (
  redisUrl: string,
  prefix: string,
  settings: Record<string, string>,
): Promise<Side> => {
  const { node, url } = await startNode(redisUrl, prefix, settings)
  onTestFinished(() => node.close())
  const person = (name: string): Promise<Person> =>
    registerPerson(url, name, async (who, options) => {
      const client = new Client(who, url, options)
      onTestFinished(() => client.close())
      return client.connect()
    })
  return {
    url,
    node,
    person,
    join: async (name, roomName) => {
      const client = await (await person(name)).connect()
      await client.join(roomName)
      return client
    },
  }
}

/** Two nodes of one cluster inside this process, one of them with a link to Redis of its own. Closed with the test. */
export const openPair = async (settings: Record<string, string> = {}): Promise<Pair> => {
  const redisUrl = inject('redisUrl')
  const prefix = uniquePrefix()
  const proxy: TcpProxy = await startTcpProxy(Number(new URL(redisUrl).port))
  onTestFinished(() => proxy.close())
  const here = await openSide(redisUrl, prefix, { SOCKETLINK_NODE_ID: 'here', ...settings })
  const there = await openSide(`redis://127.0.0.1:${proxy.port}`, prefix, {
    SOCKETLINK_NODE_ID: 'there',
    ...settings,
  })
  const { link } = there.node.context.store
  const becomes = (ready: boolean): Promise<boolean> =>
    eventually(() => {
      if (link.ready !== ready) throw new Error(ready ? 'Redis is still away' : 'Redis is still there')
      return ready
    })
  return {
    ...{ here, there, prefix },
    link: {
      breakDown: async () => {
        proxy.blackHole()
        proxy.cut()
        await becomes(false)
      },
      blackHole: async () => {
        proxy.blackHole()
        await becomes(false)
      },
      heal: async () => {
        proxy.heal()
        await becomes(true)
      },
    },
  }
}

import { Socket } from 'node:net'
import { inject, onTestFinished, vi } from 'vitest'
import { Client, type ConnectOptions, type Person } from '../../support/client.ts'
import { launchNode } from '../../support/launch.ts'
import { registerPerson } from '../../support/person.ts'
import { WireClient } from '../../support/wire-client.ts'

export interface OpenRoom {
  url: string
  /** An account, not connected. */
  person(name: string): Promise<Person>
  /** A new person, connected and in the room. */
  member(name: string, options?: ConnectOptions): Promise<Client>
  /** The same with a WebSocket by hand. */
  wireMember(name: string): Promise<WireClient>
}

export const roomName = 'fan-out'

/** A node inside this process, and a room on it. Closed with the test. */
export const openRoom = async (settings: Record<string, string> = {}): Promise<OpenRoom> => {
  const { url, stop } = await launchNode(inject('redisUrl'), settings)
  onTestFinished(stop)
  const connect = async (who: Person, options: ConnectOptions = {}): Promise<Client> => {
    const client = new Client(who, url, options)
    onTestFinished(() => client.close())
    return client.connect()
  }
  const person = (name: string): Promise<Person> => registerPerson(url, name, connect)
  return {
    url,
    person,
    member: async (name, options) => {
      const client = await connect(await person(name), options)
      await client.join(roomName)
      return client
    },
    wireMember: async name => {
      const { token } = await person(name)
      const client = await WireClient.connect(url, token)
      onTestFinished(() => client.close())
      await client.call('join_room', { roomName })
      return client
    },
  }
}

const { write } = Socket.prototype

/** Counts what the node hands to the TCP socket of a client of its, and shows that socket. */
export const watchWrites = (clientPort: number): { count(): number; socket(): Socket } => {
  let count = 0
  let socket: Socket | undefined
  const spy = vi.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...args) {
    if (this.remotePort === clientPort) {
      socket = this
      count++
    }
    return Reflect.apply(write, this, args) as boolean
  })
  onTestFinished(() => spy.mockRestore())
  return {
    count: () => count,
    socket: () => {
      if (socket === undefined) throw new Error('nothing was written to this client')
      return socket
    },
  }
}

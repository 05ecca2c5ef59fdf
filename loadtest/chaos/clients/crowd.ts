import type { ChatNode } from '../../../deploy/local/cluster.ts'
import type { ClientFacts } from '../checker/recorded-history.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { ChaosClient, ClientKind, Person } from './chaos-client.ts'
import type { Recorder } from './recorder.ts'
import { RecordingClient } from './recording-client.ts'
import { SdkClient } from './sdk-client.ts'

export interface CrowdOptions {
  clients: number
  kind: ClientKind
  /** How many users share the clients. */
  users: number
  rooms: number
  recorder: Recorder
  /** Where they connect. */
  url: string
  /** Begins the names of rooms and clients, so that several crowds do not meet. */
  name: string
}

/** The clients of a run: each in one of its rooms, every room on several nodes. */
export interface Crowd {
  readonly clients: readonly ChaosClient[]
  readonly rooms: readonly string[]
  /** Those that are connected to a node. */
  on(node: ChatNode): ChaosClient[]
  /** One client more, of a user of its own, in the first room. */
  enlist(url?: string): Promise<ChaosClient>
  /** Puts a new client in the place of each that has gone for good, with its user and its room. */
  replaceRetired(): Promise<void>
  facts(): ClientFacts[]
  close(): void
}

/** Every so many-th client begins with long-polling. */
const pollingShare = 4
/** So many connect at once. */
const together = 3

/** Connects a crowd. nginx sends each newcomer to another node, so neighbours in the list are on different ones. */
export const openCrowd = async (stage: Stage, options: CrowdOptions): Promise<Crowd> => {
  const { recorder, url, name, users } = options
  const clients: ChaosClient[] = []
  const Client = options.kind === 'sdk' ? SdkClient : RecordingClient
  let enlisted = 0
  let recruited = 0
  const rooms = Array.from({ length: options.rooms }, (_, n) => `${name}-room-${n}`)
  const recruit = (person: Person, roomName: string, address = url): ChaosClient => {
    const n = recruited++
    const polling = n % pollingShare === pollingShare - 1
    const client = new Client({
      ...{ name: `${name}-${n}`, url: address, person, roomName, recorder, polling },
    })
    clients.push(client)
    return client
  }
  const crowd: Crowd = {
    clients,
    rooms,
    on: node => clients.filter(client => stage.nodeOf(client.node)?.id === node.id),
    enlist: async address => {
      const people = await stage.people(users + ++enlisted)
      const client = recruit(people.at(-1) as Person, rooms[0] as string, address)
      await client.start()
      return client
    },
    replaceRetired: async () => {
      for (const [n, { wanted, person, roomName }] of clients.entries()) {
        if (wanted) continue
        const successor = recruit(person, roomName)
        clients.pop()
        clients[n] = successor
        await successor.start()
      }
    },
    facts: () =>
      clients.map(({ name: client, person: { username }, roomName, wanted }) => ({
        ...{ client, username, roomName, present: wanted },
      })),
    close: () => {
      for (const client of clients) client.close()
    },
  }
  const people = await stage.people(users)
  try {
    for (let n = 0; n < options.clients; n += together) {
      const size = Math.min(together, options.clients - n)
      const batch = Array.from({ length: size }, (_, k) => {
        const person = people[(n + k) % users] as Person
        const group = Math.floor((n + k) / stage.settings.nodes) + Math.floor((n + k) / users)
        return recruit(person, rooms[group % rooms.length] as string)
      })
      await Promise.all(batch.map(client => client.start()))
    }
  } catch (error) {
    crowd.close()
    throw error
  }
  return crowd
}

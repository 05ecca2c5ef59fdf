import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest'
import type { ConnectOptions, Person } from './client.ts'
import { Client } from './client.ts'
import type { Launched, LaunchedNode, LaunchedRedis } from './launch.ts'
import { findNode, launchCluster, launchNode, launchNodeWithRedis } from './launch.ts'
import { registerPerson } from './person.ts'

export interface TargetOptions {
  /** Settings that this file needs; it then gets a target of its own instead of the shared cluster. */
  settings?: Record<string, string>
  /** The target gets a Redis that nobody else uses, so that the test may stop it or count what is in it. */
  alone?: boolean
}

/** A tuple of clients, one for each element of another. */
type ClientOfEach<Tuple> = { [Index in keyof Tuple]: Client }

/** What the protocol is tested against; the same tests run against one node and against a cluster behind nginx. */
export class Target {
  #launched: Launched | undefined
  readonly #clients = new Set<Client>()

  /** The public address. */
  get url(): string {
    return this.#running.url
  }

  /** Several nodes behind a proxy, not one node in this process. */
  get isCluster(): boolean {
    return this.#running.kind === 'cluster'
  }

  get nodes(): LaunchedNode[] {
    return this.#running.nodes
  }

  get redisUrl(): string {
    return this.#running.redisUrl
  }

  get prefix(): string {
    return this.#running.prefix
  }

  /** The target's own Redis; only where the target is `alone`. */
  get redis(): LaunchedRedis {
    if (!this.#running.redis) throw new Error('this Redis is shared')
    return this.#running.redis
  }

  /** The node a client is on, by the id of its session. */
  nodeOf({ node }: Client): LaunchedNode {
    return findNode(this.nodes, node)
  }

  /** Registers somebody new and logs them in. */
  person(name = 'somebody'): Promise<Person> {
    return registerPerson(this.url, name, (person, options) => this.#connect(person, options))
  }

  /** Registers a crowd, a few at a time: password hashes have a short queue. */
  async people(count: number, name = 'crowd'): Promise<Person[]> {
    const people: Person[] = []
    while (people.length < count) {
      const batch = Array.from({ length: Math.min(8, count - people.length) }, () => this.person(name))
      people.push(...(await Promise.all(batch)))
    }
    return people
  }

  /** Connects one new person for each name, in a cluster each on another node as far as there are nodes. */
  async conversation<Names extends string[]>(...names: Names): Promise<ClientOfEach<Names>> {
    const people = await Promise.all(names.map(name => this.person(name)))
    return (await this.spread(people)) as ClientOfEach<Names>
  }

  /** Connects people, in a cluster each on another node than those right before. */
  async spread<People extends Person[]>(people: [...People]): Promise<ClientOfEach<People>> {
    const clients: Client[] = []
    for (const person of people) {
      const before = this.nodes.length - 1
      clients.push(await person.connect({ awayFrom: before > 0 ? clients.slice(-before) : [] }))
    }
    return clients as ClientOfEach<People>
  }

  async #connect(person: Person, { awayFrom = [], beside, ...settings }: ConnectOptions): Promise<Client> {
    const taken = new Set(this.isCluster ? awayFrom.map(client => client.node) : [])
    // The proxy picks the node with the fewest connections: those that came to a wrong one stay until one is right.
    const wrong: Client[] = []
    try {
      while (wrong.length < 300) {
        const client = new Client(person, this.url, settings)
        this.#clients.add(client)
        await client.connect()
        if (!taken.has(client.node) && (beside ?? client).node === client.node) return client
        wrong.push(client)
      }
    } finally {
      for (const client of wrong) {
        client.close()
        this.#clients.delete(client)
      }
    }
    throw new Error('the proxy does not lead to the node that is wanted')
  }

  get #running(): Launched {
    if (!this.#launched) throw new Error('the target is used before it is up')
    return this.#launched
  }

  /** For useTarget. */
  async launch({ settings, alone = false }: TargetOptions): Promise<void> {
    const cluster = inject('cluster')
    if (!cluster) {
      this.#launched = alone
        ? await launchNodeWithRedis(settings)
        : await launchNode(inject('redisUrl'), settings)
    } else if (alone || settings) {
      this.#launched = await launchCluster(settings)
    } else {
      const nodes = cluster.nodes.map(node => ({ ...node, drain: () => Promise.reject(new Error('shared')) }))
      this.#launched = { ...cluster, kind: 'cluster', nodes, stop: async () => {} }
    }
  }

  clients(): Set<Client> {
    return new Set(this.#clients)
  }

  /** Closes all clients but these. */
  closeClients(keep: Set<Client>): void {
    for (const client of this.#clients) {
      if (keep.has(client)) continue
      client.close()
      this.#clients.delete(client)
    }
  }

  async stop(): Promise<void> {
    this.closeClients(new Set())
    await this.#launched?.stop()
  }
}

/**
 * The target of a test file. It is up before the first test; clients made in a test are closed after it, those made in
 * `beforeAll` at the end.
 */
export const useTarget = (options: TargetOptions = {}): Target => {
  const target = new Target()
  let madeBefore = new Set<Client>()
  beforeAll(() => target.launch(options))
  beforeEach(() => {
    madeBefore = target.clients()
  })
  afterEach(() => target.closeClients(madeBefore))
  afterAll(() => target.stop())
  return target
}

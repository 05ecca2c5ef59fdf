import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Crew } from './crew.ts'
import type { Answer, CrewCall, Order } from './generator-worker.ts'
import type { Counts, JoinOrder, OpenOrder, SendOrder, Tally, Whereabouts } from './orders.ts'
import type { Pace } from './pace.ts'

const worker = fileURLToPath(new URL('./generator-worker.ts', import.meta.url))

type Result<Call extends CrewCall> = Awaited<ReturnType<Crew[Call]>>

/** One process of the generator, as its parent talks to it. */
class RemoteCrew {
  readonly process: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #lastOrder = 0

  constructor(lookEvery: number) {
    this.process = fork(worker, [String(lookEvery)], { serialization: 'advanced' })
    this.process.on('message', ({ id, result, error }: Answer) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(result)
      else waiting?.reject(new Error(error))
    })
    this.process.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('a generator process ended'))
    })
  }

  ask<Call extends CrewCall>(call: Call, input: Parameters<Crew[Call]>[0]): Promise<Result<Call>> {
    const waiting = Promise.withResolvers<unknown>()
    const order: Order = { id: this.#lastOrder++, call, input }
    this.#waiting.set(order.id, waiting)
    this.process.send(order)
    return waiting.promise as Promise<Result<Call>>
  }
}

/** Deals things out to crews: the n-th to the n-th of them, and around again. */
const deal = <Item>(items: readonly Item[], crews: number): Item[][] =>
  Array.from({ length: crews }, (_, crew) => items.filter((_item, n) => n % crews === crew))

/** The load: some processes, and in each many clients. */
export class Generator {
  readonly #crews: RemoteCrew[]

  /** @param lookEvery each so-many-th client measures latency and order; all of them count */
  constructor(processes: number, lookEvery: number) {
    this.#crews = Array.from({ length: processes }, () => new RemoteCrew(lookEvery))
  }

  get pids(): number[] {
    return this.#crews.map(crew => crew.process.pid as number)
  }

  async open({ clients, comeBack = false, ...pace }: OpenOrder): Promise<{ failures: string[] }> {
    const shares = deal(clients, this.#crews.length)
    const results = await this.#askAll('open', n => ({
      ...this.#share(pace),
      clients: shares[n] ?? [],
      comeBack,
    }))
    return { failures: results.flatMap(({ failures }) => failures) }
  }

  async join({ rooms, ...pace }: JoinOrder): Promise<{ refused: number }> {
    const shares = deal(rooms, this.#crews.length)
    const results = await this.#askAll('join', n => ({ ...this.#share(pace), rooms: shares[n] ?? [] }))
    return { refused: results.reduce((total, { refused }) => total + refused, 0) }
  }

  /** Sends messages on a schedule; resolves when all are acked. `senders` is for each process. */
  async send(order: Omit<SendOrder, 'offset' | 'stride'>): Promise<void> {
    await this.#askAll('send', offset => ({ ...order, offset, stride: this.#crews.length }))
  }

  async tally(): Promise<Tally> {
    const tallies = await this.#askAll('tally', () => undefined)
    const sum = (field: keyof Counts) => tallies.reduce((total, tally) => total + tally[field], 0)
    return {
      messages: sum('messages'),
      events: sum('events'),
      bytes: sum('bytes'),
      acked: sum('acked'),
      refused: sum('refused'),
      outOfOrder: sum('outOfOrder'),
      closed: sum('closed'),
      latencies: Float64Array.from(tallies.flatMap(({ latencies }) => [...latencies])),
      ackLatencies: Float64Array.from(tallies.flatMap(({ ackLatencies }) => [...ackLatencies])),
      lastRefusal: tallies.find(({ lastRefusal }) => lastRefusal !== '')?.lastRefusal ?? '',
      sendLag: Math.max(...tallies.map(({ sendLag }) => sendLag)),
    }
  }

  async whereabouts(): Promise<Whereabouts> {
    const all = await this.#askAll('whereabouts', () => undefined)
    return {
      returns: all.flatMap(({ returns }) => returns),
      gaps: all.reduce((total, { gaps }) => total + gaps, 0),
      places: all.flatMap(({ places }) => places),
    }
  }

  /** Closes all clients. */
  async close(): Promise<void> {
    await this.#askAll('close', () => undefined)
  }

  /** Ends the processes. */
  async end(): Promise<void> {
    await Promise.all(
      this.#crews.map(async ({ process }) => {
        if (process.exitCode !== null || process.signalCode !== null) return
        const gone = once(process, 'exit')
        if (process.connected) process.disconnect()
        await gone
      }),
    )
  }

  #askAll<Call extends CrewCall>(
    call: Call,
    input: (crew: number) => Parameters<Crew[Call]>[0],
  ): Promise<Result<Call>[]> {
    return Promise.all(this.#crews.map((crew, n) => crew.ask(call, input(n))))
  }

  #share({ perSecond, atOnce }: Pace): Pace {
    const crews = this.#crews.length
    return { perSecond: perSecond / crews, ...(atOnce === undefined ? {} : { atOnce: atOnce / crews }) }
  }
}

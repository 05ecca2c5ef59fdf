import type { ChaosClient } from './chaos-client.ts'
import { seededRandom } from './seeded-random.ts'

export interface LoadOptions {
  seed: number
  /** Sends of each client in a second, on average. */
  perSecond: number
}

/** One send of a schedule. */
export interface Send {
  /** Milliseconds after the begin of the load. */
  at: number
  text: string
  /** The message that was kept last goes out a second time, as after a lost ack. */
  repeat: boolean
}

const filler = 'the quick brown fox jumps over the lazy dog '.repeat(20)

/** The sends of one client, without end: when, how long, and which one repeats. The seed decides it all. */
export function* schedule({ seed, perSecond }: LoadOptions, client: number): Generator<Send> {
  const random = seededRandom(seed, client)
  const gap = 1000 / perSecond
  let at = random.between(0, Math.ceil(gap))
  for (let n = 0; ; n++) {
    const text = `${n} ${filler.slice(0, random.between(10, 400))}`
    yield { at, text, repeat: random.oneIn(20) }
    // Between half and one and a half gaps: steady, and in no step with anybody.
    at += random.between(Math.round(gap / 2), Math.round(gap * 1.5))
  }
}

export interface Load {
  /** How late sends were made, in ms: what the generator itself adds. */
  readonly lateness: number[]
  stop(): void
}

/** Lets clients send by their schedules, whatever becomes of what they sent before, until it is stopped. */
export const startLoad = (clients: readonly ChaosClient[], options: LoadOptions): Load => {
  const begin = performance.now()
  const timers = new Set<NodeJS.Timeout>()
  const lateness: number[] = []
  const next = (client: ChaosClient, sends: Generator<Send>): void => {
    const { at, text, repeat } = sends.next().value as Send
    const due = begin + at
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        lateness.push(performance.now() - due)
        if (client.wanted) client.say(text, due)
        if (repeat) client.repeatLast()
        next(client, sends)
      },
      Math.max(0, due - performance.now()),
    )
    timers.add(timer)
  }
  for (const [index, client] of clients.entries()) next(client, schedule(options, index))
  return {
    lateness,
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

import type { ServerEvents } from '@socketlink/contract'

export type EventName = keyof ServerEvents
export type Payload<Name extends EventName> = Parameters<ServerEvents[Name]>[0]

export interface Received {
  event: string
  payload: unknown
  /** Milliseconds of `performance.now()`. */
  at: number
}

/** Everything a client has received, in order, and the tests that wait for more. */
export class Inbox {
  readonly log: Received[] = []
  readonly #taken = new Set<Received>()
  readonly #waiting = new Set<() => boolean>()

  add(event: string, payload: unknown): void {
    this.log.push({ event, payload, at: performance.now() })
    for (const attempt of [...this.#waiting]) if (attempt()) this.#waiting.delete(attempt)
  }

  /** The first matching event that no `next` has taken yet, also one that came earlier. Rejects after `timeoutMs`. */
  next<Name extends EventName>(
    event: Name,
    matches: (payload: Payload<Name>) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<Payload<Name>> {
    const found = Promise.withResolvers<Payload<Name>>()
    const attempt = (): boolean => {
      const entry = this.log.find(
        received =>
          received.event === event &&
          !this.#taken.has(received) &&
          matches(received.payload as Payload<Name>),
      )
      if (!entry) return false
      this.#taken.add(entry)
      found.resolve(entry.payload as Payload<Name>)
      return true
    }
    if (attempt()) return found.promise
    this.#waiting.add(attempt)
    const timer = setTimeout(() => {
      this.#waiting.delete(attempt)
      found.reject(new Error(`no ${event} within ${timeoutMs} ms that matches; came: ${this.#summary()}`))
    }, timeoutMs)
    return found.promise.finally(() => clearTimeout(timer))
  }

  /** The payloads of all events of one name so far, taken or not. */
  events<Name extends EventName>(event: Name): Payload<Name>[] {
    return this.log.filter(entry => entry.event === event).map(entry => entry.payload as Payload<Name>)
  }

  #summary(): string {
    const recent = this.log
      .slice(-12)
      .map(({ event, payload }) => `${event} ${JSON.stringify(payload)?.slice(0, 120)}`)
    return recent.join(', ') || 'nothing'
  }
}

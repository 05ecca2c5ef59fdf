import type { HistoryEvent } from '../checker/recorded-history.ts'

type WithoutStamp<Event> = Event extends unknown ? Omit<Event, 'at' | 'client'> : never

/** Writes down what one client does or meets, at this moment. */
export type Note = (event: WithoutStamp<HistoryEvent>) => void

/** A time in which something was broken, in ms of `performance.now()`. */
export interface FaultWindow {
  name: string
  start: number
  end: number
}

/** Where every client writes down what it does and meets, in one order and by one monotonic clock. */
export class Recorder {
  events: HistoryEvent[] = []
  windows: FaultWindow[] = []
  #calls = 0

  /** Milliseconds since this process began; no clock that is set meanwhile moves it. */
  now(): number {
    return performance.now()
  }

  /** The pen of one client. */
  penOf(client: string): Note {
    return event => {
      this.events.push({ ...event, client, at: this.now() } as HistoryEvent)
    }
  }

  /** Forgets all that was recorded; whoever has it keeps it. */
  clear(): void {
    this.events = []
    this.windows = []
  }

  /** A number for a call that is about to be made. */
  nextCall(): number {
    return ++this.#calls
  }

  /** Runs something that breaks, and remembers from when to when it was broken. */
  async during<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const window: FaultWindow = { name, start: this.now(), end: Number.POSITIVE_INFINITY }
    this.windows.push(window)
    try {
      return await act()
    } finally {
      window.end = this.now()
    }
  }
}

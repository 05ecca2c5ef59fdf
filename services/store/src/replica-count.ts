import type { PingedConnection } from './pinged-connection.ts'

/** How far an ack waits for replicas. */
export interface WaitOptions {
  /** How many must have the message; 0 waits for none. */
  replicas: number
  timeoutMs: number
}

/**
 * Asks one server whether its replicas have what it has answered so far, by `WAIT` on a connection of its own: `WAIT`
 * stops the connection it comes on. It counts what was written before on the same connection, hence a small write
 * first. While one question is under way, all that come meanwhile share the next one.
 */
export class ReplicaCount {
  readonly #connection: PingedConnection
  readonly #options: WaitOptions
  #underWay: Promise<boolean> | undefined
  #next: Promise<boolean> | undefined

  constructor(connection: PingedConnection, options: WaitOptions) {
    this.#connection = connection
    this.#options = options
  }

  /**
   * Whether enough replicas have all that this server had written before the call; false when it cannot be known.
   *
   * @param key a string that may be written, on this server
   */
  reached(key: string): Promise<boolean> {
    if (this.#underWay === undefined) return this.#ask(key)
    this.#next ??= this.#underWay.then(() => {
      this.#next = undefined
      return this.#ask(key)
    })
    return this.#next
  }

  #ask(key: string): Promise<boolean> {
    const { replicas, timeoutMs } = this.#options
    const redis = this.#connection.client
    const answer = Promise.all([redis.set(key, ''), redis.wait(replicas, timeoutMs)]).then(
      ([, reached]) => reached >= replicas,
      () => false,
    )
    this.#underWay = answer
    void answer.then(() => {
      if (this.#underWay === answer) this.#underWay = undefined
    })
    return answer
  }
}

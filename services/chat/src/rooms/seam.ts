import { randomBytes } from 'node:crypto'
import { mark, readMark, type Store } from '@socketlink/store'

/**
 * Finds the moment of a script in the order of a room's channel. The script publishes a mark as its last act: all that
 * comes before the mark was before that moment, all that comes behind it was not, and is gathered until the script's
 * answer is here. See docs/adr/0007-entering-a-room.md.
 */
export class Seam {
  /** What has come behind the mark so far. */
  readonly behind: Buffer[] = []
  /** The script is to publish it. */
  readonly mark: string
  readonly #marked = Promise.withResolvers<void>()
  readonly #signal: AbortSignal
  #stop = (): void => {}

  private constructor(mark: string, signal: AbortSignal) {
    this.mark = mark
    this.#signal = signal
    this.#marked.promise.catch(() => {})
    signal.addEventListener('abort', this.#abort)
  }

  /**
   * Watches a channel, which subscribes it if need be; `close` ends that.
   *
   * @throws unavailable when that does not succeed in time
   */
  static async open(store: Store, channel: string, signal: AbortSignal): Promise<Seam> {
    const id = randomBytes(8).toString('base64url')
    const seam = new Seam(mark(id), signal)
    let passed = false
    const watch = await store.subscriber.watch(channel, payload => {
      if (passed) seam.behind.push(payload)
      else if (readMark(payload) === id) {
        passed = true
        seam.#marked.resolve()
      }
      return false
    })
    seam.#stop = watch.stop
    return seam
  }

  /** Resolves with the answer of the script when both it and the mark are here. Rejects when the signal aborts before. */
  async meet<Answer>(script: Promise<Answer>): Promise<Answer> {
    const [answer] = await Promise.all([script, this.#marked.promise])
    this.#signal.throwIfAborted()
    return answer
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#abort)
    this.#stop()
  }

  readonly #abort = (): void => this.#marked.reject(this.#signal.reason)
}

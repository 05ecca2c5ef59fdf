import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { ProtocolError } from '@socketlink/contract'
import { CpuBudget } from './cpu-budget.ts'
import type { Job, JobResult } from './hasher.ts'

type Work = Omit<Job, 'id'>

interface Pending {
  work: Work
  settled: PromiseWithResolvers<JobResult>
  timer: NodeJS.Timeout
}

interface Running extends Pending {
  startedAt: number
  starving: NodeJS.Timeout
}

/** What a job may take, its waiting included, before it is answered `unavailable`: ms. */
const longestJobMs = 10_000

/** What a hash may take until it is started again where it gets more time: ms. It needs some 30. */
const starvedAfterMs = 1000

export interface HashingOptions {
  /** Hashes at the same time; each takes a core and 19 MiB. */
  concurrency: number
  /** How many more may wait. */
  queue: number
  /** The part of one core that hashing takes while it does not end; short bursts take more. */
  share: number
  /** How much hashing may be done at full speed before the share counts: ms, by default 2,000, some 60 logins. */
  burstMs?: number
  /** How long hashes stay at nice 19 once idle work got no time: ms, by default a minute. */
  hurryMs?: number
}

/**
 * Runs hashing jobs in a process of its own at the lowest priority, within the limits of its options. The process begins
 * with the first job and again with the next one should it die.
 *
 * It works when the machine is idle, and when that is never, for a while at nice 19, where it gets a little.
 */
export class HashingProcess {
  readonly #concurrency: number
  readonly #queueLimit: number
  readonly #budget: CpuBudget
  readonly #hurryMs: number
  readonly #waiting = new Set<Pending>()
  readonly #running = new Map<number, Running>()
  #rest: NodeJS.Timeout | undefined
  #child: ChildProcess | undefined
  #childIsIdle = true
  #hurriesUntil = 0
  #lastId = 0
  #closed = false

  constructor({ concurrency, queue, share, burstMs = 2000, hurryMs = 60_000 }: HashingOptions) {
    this.#concurrency = concurrency
    this.#queueLimit = queue
    this.#budget = new CpuBudget({ share, burstMs })
    this.#hurryMs = hurryMs
  }

  /** How many jobs wait for their turn. */
  get queued(): number {
    return this.#waiting.size
  }

  /** Throws `unavailable` when one more job would be refused. */
  admit(): void {
    const full = this.#waiting.size >= this.#queueLimit && this.#running.size >= this.#concurrency
    if (this.#closed || full) throw unavailable()
  }

  /**
   * Runs one job.
   *
   * @throws `unavailable` when too many wait, when it takes too long, and when the process dies over it
   */
  async run(work: Work): Promise<JobResult> {
    this.admit()
    const settled = Promise.withResolvers<JobResult>()
    const timer = setTimeout(() => {
      this.#waiting.delete(pending)
      settled.reject(unavailable('the hashing process takes too long'))
    }, longestJobMs)
    const pending = { work, settled, timer }
    this.#waiting.add(pending)
    this.#advance()
    return settled.promise
  }

  /** Ends the process. Jobs that wait or run reject. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#rest)
    for (const { settled, timer } of this.#waiting) {
      clearTimeout(timer)
      settled.reject(unavailable())
    }
    this.#waiting.clear()
    const child = this.#child
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.ref()
    if (child.connected) child.disconnect()
    await gone
  }

  #advance(): void {
    while (this.#running.size < this.#concurrency) {
      const [next] = this.#waiting
      if (next === undefined || this.#rests()) return
      this.#waiting.delete(next)
      const id = ++this.#lastId
      const starving = setTimeout(() => this.#hurry(), starvedAfterMs)
      this.#running.set(id, { ...next, startedAt: performance.now(), starving })
      this.#send({ id, ...next.work })
    }
  }

  #send(job: Job): void {
    this.#process().send(job, error => {
      if (error) this.#settle({ id: job.id, failed: error.message })
    })
  }

  /** Starts again what idle work has had no time for. */
  #hurry(): void {
    if (this.#closed || !this.#childIsIdle) return
    this.#hurriesUntil = performance.now() + this.#hurryMs
    this.#dropProcess()
    for (const [id, running] of this.#running) {
      running.startedAt = performance.now()
      this.#send({ id, ...running.work })
    }
  }

  #dropProcess(): void {
    const child = this.#child
    this.#child = undefined
    child?.kill('SIGKILL')
  }

  /** Whether hashing has used up its share; goes on by itself when it may. */
  #rests(): boolean {
    const { waitMs } = this.#budget
    if (waitMs === 0) return false
    this.#rest ??= setTimeout(() => {
      this.#rest = undefined
      this.#advance()
    }, waitMs)
    return true
  }

  #settle(result: JobResult): void {
    const pending = this.#running.get(result.id)
    if (pending === undefined) return
    this.#running.delete(result.id)
    this.#budget.spend(performance.now() - pending.startedAt)
    clearTimeout(pending.timer)
    clearTimeout(pending.starving)
    if (result.failed === undefined) pending.settled.resolve(result)
    else pending.settled.reject(unavailable(result.failed))
    if (!this.#closed) this.#advance()
  }

  #process(): ChildProcess {
    const idle = performance.now() >= this.#hurriesUntil
    if (idle && !this.#childIsIdle && this.#running.size === 1) this.#dropProcess()
    if (this.#child) return this.#child
    this.#childIsIdle = idle
    const child = fork(new URL('./hasher.ts', import.meta.url), [idle ? 'idle' : 'nice'], {
      // Nothing of the node's environment: it holds secrets.
      env: { UV_THREADPOOL_SIZE: String(this.#concurrency) },
      execArgv: [],
    })
    const onGone = (failed: string): void => {
      if (this.#child !== child) return
      this.#child = undefined
      for (const id of [...this.#running.keys()]) this.#settle({ id, failed })
    }
    child.on('message', (result: JobResult) => this.#settle(result))
    child.on('error', error => onGone(error.message))
    child.on('disconnect', () => onGone('the hashing process ended'))
    // Neither the process nor its channel keeps the node alive.
    child.unref()
    child.channel?.unref()
    this.#child = child
    return child
  }
}

const unavailable = (reason?: string): ProtocolError =>
  new ProtocolError('unavailable', {
    retryAfterMs: 1000,
    ...(reason === undefined ? {} : { cause: new Error(reason) }),
  })

import { setTimeout as wait } from 'node:timers/promises'
import { type Log, RedisLink } from './connection.ts'
import { PingedConnection, tickMs } from './pinged-connection.ts'
import type { Act } from './redis.ts'
import { type Access, addressOf, type RedisCommands, urlOf } from './redis-client.ts'
import { RedisGroup } from './redis-group.ts'
import type { WaitOptions } from './replica-count.ts'
import { UnreachableError } from './unavailable.ts'

export interface SentinelOptions {
  /** The Sentinels, `host:port`. */
  sentinels: string[]
  /** How the Sentinels are entered. */
  sentinelAccess: Access
  /** The name under which they watch the master. */
  master: string
  /** How the master is entered. */
  access: Access
  wait: WaitOptions
}

/** What a Sentinel may take to answer, in ms. */
const answerWithinMs = 400

/** Where a Sentinel says that the master is, and of which election it knows that. */
interface Word {
  address: string
  epoch: number
}

/**
 * One server that Sentinels watch. They are asked all the time where the master is, and the one that knows of the
 * latest election is believed. When that is another server, what the old one has not answered is not waited for: it may
 * go on taking writes that nobody will ever see.
 */
export class SentinelLink extends RedisGroup {
  readonly #options: SentinelOptions
  readonly #sentinels: PingedConnection[]
  #master: (Word & { link: RedisLink }) | undefined
  #reason = 'no answer'
  #watch: NodeJS.Timeout | undefined

  constructor(options: SentinelOptions, log: Log) {
    super(log)
    this.#options = options
    const { sentinelAccess } = options
    this.#sentinels = options.sentinels.map(
      address =>
        new PingedConnection(urlOf(address, sentinelAccess), sentinelAccess.tls, {
          onReady: () => void this.lookNow(),
          onTrouble: error => {
            this.#reason = `${address}: ${error.message}`
          },
          onDropped: () => {},
        }),
    )
  }

  async run<Result>(key: string, act: Act<Result>): Promise<Result> {
    const { link, epoch } = this.#known()
    return await link.run(key, redis => act(redis, String(epoch)))
  }

  async runPubSub<Result>(channel: string, act: Act<Result>): Promise<Result> {
    return await this.#known().link.runPubSub(channel, act)
  }

  pubSubFor(channel: string): RedisCommands | undefined {
    return this.#master?.link.pubSubFor(channel)
  }

  override async start(timeoutMs?: number): Promise<void> {
    for (const sentinel of this.#sentinels) sentinel.open()
    this.#watch = setInterval(() => {
      for (const sentinel of this.#sentinels) sentinel.tick()
    }, tickMs)
    await super.start(timeoutMs)
  }

  override async close(): Promise<void> {
    clearInterval(this.#watch)
    await Promise.all([super.close(), ...this.#sentinels.map(sentinel => sentinel.close())])
  }

  protected links(): RedisLink[] {
    return this.#master === undefined ? [] : [this.#master.link]
  }

  protected trouble(): string | undefined {
    if (this.#master === undefined) {
      return `no Sentinel names a master "${this.#options.master}" (${this.#reason})`
    }
    const { address, link } = this.#master
    return link.ready ? undefined : `${address}: ${link.reason}`
  }

  protected async look(): Promise<void> {
    const answers = await Promise.all(this.#sentinels.map(sentinel => this.#ask(sentinel)))
    const words = answers.filter(word => word !== undefined)
    const [latest] = words.sort((a, b) => b.epoch - a.epoch)
    if (latest === undefined || latest.address === this.#master?.address) return
    // One that was cut off tells of an old election. When most of them say so, they were set up anew.
    const isOld = this.#master !== undefined && latest.epoch < this.#master.epoch
    if (isOld && words.length <= this.#sentinels.length / 2) return
    this.#follow(latest)
  }

  #known(): Word & { link: RedisLink } {
    if (this.#master === undefined) throw new UnreachableError(new Error(this.trouble()))
    return this.#master
  }

  async #ask(sentinel: PingedConnection): Promise<Word | undefined> {
    if (!sentinel.isReady) return undefined
    const patience = wait(answerWithinMs, undefined, { ref: false })
    const { master } = this.#options
    const ask = (what: string): Promise<unknown> => sentinel.client.sendCommand(['SENTINEL', what, master])
    const question = Promise.all([ask('GET-MASTER-ADDR-BY-NAME'), ask('MASTER')]).catch((error: Error) => {
      this.#reason = error.message
      return undefined
    })
    const answer = await Promise.race([question, patience])
    if (!Array.isArray(answer) || !Array.isArray(answer[0])) return undefined
    const [host, port] = answer[0].map(String)
    const facts = answer[1] as Record<string, unknown>
    return { address: addressOf(host ?? '', Number(port)), epoch: Number(facts['config-epoch'] ?? 0) }
  }

  #follow(word: Word): void {
    const old = this.#master
    const { access, wait: waitOptions } = this.#options
    this.log.info(
      { event: 'redis_master', server: word.address, before: old?.address },
      'the master of Redis is',
    )
    const link = new RedisLink(urlOf(word.address, access), this.log, { tls: access.tls, wait: waitOptions })
    this.#master = { ...word, link }
    this.adopt(link)
    old?.link.removeAllListeners()
    old?.link.destroy()
    this.emit('moved')
    link.open()
    this.review()
  }
}

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createClient } from 'redis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { startRedis } from '../../../deploy/local/redis-server.ts'
import { RedisLink } from '../src/connection.ts'
import { Subscriber } from '../src/subscriber.ts'
import { createListener } from './support/listener.ts'
import { createLog, killRedis, openLink, openProxy, openRedis, openSubscriber } from './support/open-link.ts'
import { createRandom } from './support/random.ts'

const channelNames = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}:{p${index}}:room`)

/** The sharded channels that the server knows of a prefix. */
const serverChannels = async (link: RedisLink, prefix: string): Promise<unknown> =>
  link.commands.sendCommand(['PUBSUB', 'SHARDCHANNELS', `${prefix}:*`])

const whenReady = async (link: RedisLink): Promise<void> => {
  if (!link.ready) await once(link, 'ready')
}

/** A subscriber and a listener on it, with a publisher on a connection of its own. */
const open = async (subscriberUrl: string, publisherUrl = subscriberUrl) => {
  const prefix = `t-${randomUUID()}`
  const publisher = await openLink(publisherUrl)
  const { link, subscriber, log } = await openSubscriber(subscriberUrl)
  const listener = createListener(subscriber, publisher.commands, prefix)
  await listener.raiseBarrier()
  return { prefix, publisher, link, subscriber, log, listener }
}

describe('a room left and joined again', () => {
  test('10,000 times in random order leaves no channel deaf and none behind', async () => {
    const { prefix, publisher, subscriber, listener } = await open(inject('redisUrl'))
    const channels = channelNames(prefix, 40)
    const random = createRandom(1)
    const joined = new Set<string>()
    for (let step = 0; step < 20_000; step += 1) {
      const channel = channels[random(channels.length)] as string
      if (joined.delete(channel)) {
        void listener.leave(channel)
      } else {
        joined.add(channel)
        void listener.join(channel)
      }
      // Replies come in at every stage of the churn.
      if (random(20) === 0) await nextTurn()
    }
    await subscriber.settled()
    expect(joined.size).toBeGreaterThan(5)
    const silent = channels.filter(channel => !joined.has(channel))
    expect(await listener.findDeaf(channels)).toEqual(silent)

    for (const channel of silent) void listener.join(channel)
    await subscriber.settled()
    expect(await listener.findDeaf(channels)).toEqual([])

    await subscriber.sUnsubscribe(channels)
    expect(subscriber.unsettled).toBe(0)
    expect(await serverChannels(publisher, prefix)).toEqual([`${prefix}:barrier`])
  })

  test('makes the bare client deaf, so that the test above can fail', async () => {
    const prefix = `t-${randomUUID()}`
    const publisher = await openLink(inject('redisUrl'))
    const client = await createClient({ url: inject('redisUrl') }).connect()
    onTestFinished(() => client.destroy())
    const listener = createListener(client, publisher.commands, prefix)
    const channels = channelNames(prefix, 40)
    await Promise.all([listener.raiseBarrier(), ...channels.map(listener.join)])
    expect(await listener.findDeaf(channels)).toEqual([])
    await Promise.all(channels.flatMap(channel => [listener.leave(channel), listener.join(channel)]))
    expect(await listener.findDeaf(channels)).toEqual(channels)
  })

  test('resolves what was superseded, and the last desire wins', async () => {
    const { prefix, subscriber, listener } = await open(inject('redisUrl'))
    const [channel] = channelNames(prefix, 1) as [string]
    const outcomes = [listener.join(channel), listener.leave(channel), listener.join(channel)]
    expect(subscriber.unsettled).toBe(1)
    await Promise.all(outcomes)
    expect(subscriber.unsettled).toBe(0)
    expect(await listener.findDeaf([channel])).toEqual([])
  })
})

describe('a broken connection', () => {
  test('60 times in the middle of subscribing leaves no channel deaf', { timeout: 120_000 }, async () => {
    const proxy = await openProxy(inject('redisUrl'))
    const { prefix, link, subscriber, listener } = await open(proxy.url, inject('redisUrl'))
    const channels = channelNames(prefix, 40)
    const random = createRandom(2)
    const direction = () => (random(2) === 0 ? 'toServer' : 'toClient')
    const churn = (): void => {
      for (const channel of channels) void listener.join(channel)
      for (const channel of channels) if (random(2) === 0) void listener.leave(channel)
      for (const channel of channels) void listener.join(channel)
    }
    churn()
    await subscriber.settled()
    let cuts = 0
    while (cuts < 60) {
      // Once while rooms come and go, and once while the client renews its subscriptions on the next connection.
      const lost = once(link, 'lost')
      const first = proxy.cutAfter(direction(), 1 + random(4000))
      while (!(await Promise.race([first.then(() => true), nextTurn(false)]))) churn()
      const second = proxy.cutAfter(direction(), 1 + random(2500))
      await Promise.all([first, lost, second])
      cuts += 2
      churn()
      await expect
        .poll(
          async () => {
            await whenReady(link)
            await subscriber.settled()
            return listener.findDeaf(channels)
          },
          { timeout: 15_000, message: `after cut ${cuts}` },
        )
        .toEqual([])
    }
    await subscriber.sUnsubscribe(channels)
    expect(await serverChannels(link, prefix)).toEqual([`${prefix}:barrier`])
  })

  test('a killed and restarted Redis has every channel again, also those joined meanwhile', async () => {
    const redis = await startRedis({ port: 0 })
    const { prefix, publisher, link, subscriber, listener } = await open(redis.url)
    const channels = channelNames(prefix, 40)
    const before = channels.slice(0, 30)
    await Promise.all(before.map(listener.join))

    const lost = once(link, 'lost')
    await killRedis(redis)
    await lost
    expect(subscriber.unsettled).toBe(31)
    for (const channel of channels.slice(0, 10)) void listener.leave(channel)
    for (const channel of channels.slice(30)) void listener.join(channel)
    for (const channel of channels.slice(0, 5)) void listener.join(channel)

    await openRedis({ port: redis.port })
    await Promise.all([whenReady(link), whenReady(publisher)])
    await subscriber.settled()
    expect(await listener.findDeaf(channels)).toEqual(channels.slice(5, 10))
    expect(await serverChannels(publisher, prefix)).toHaveLength(36)
  })

  test('what is joined before the link starts is live once it is up', async () => {
    const link = new RedisLink(inject('redisUrl'), createLog())
    const subscriber = new Subscriber(link, createLog())
    onTestFinished(() => link.close())
    const listener = createListener(subscriber, link.commands, `t-${randomUUID()}`)
    const live = listener.raiseBarrier()
    expect(subscriber.unsettled).toBe(1)
    await link.start()
    await live
    expect(await listener.findDeaf([])).toEqual([])
  })
})

describe('a watcher', () => {
  test('sees each payload before the handler, and can consume it', async () => {
    const { prefix, publisher, subscriber } = await open(inject('redisUrl'))
    const channel = `${prefix}:watched`
    const seen: string[] = []
    const marked = Promise.withResolvers<void>()
    const done = Promise.withResolvers<void>()
    const watch = await subscriber.watch(channel, payload => {
      seen.push(`watcher ${payload}`)
      if (payload.toString() !== 'mark') return false
      marked.resolve()
      return true
    })
    await subscriber.sSubscribe(channel, message => {
      seen.push(`handler ${message}`)
      if (message.toString() === 'last') done.resolve()
    })
    for (const payload of ['first', 'mark']) await publisher.commands.sPublish(channel, payload)
    await marked.promise
    watch.stop()
    await publisher.commands.sPublish(channel, 'last')
    await done.promise
    expect(seen).toEqual(['watcher first', 'handler first', 'watcher mark', 'handler last'])
  })

  test('keeps the channel when the handlers leave, and the last stop ends it', async () => {
    const { prefix, publisher, subscriber, listener } = await open(inject('redisUrl'))
    const [channel] = channelNames(prefix, 1) as [string]
    const watcher = (): boolean => false
    const watches = await Promise.all([
      subscriber.watch(channel, watcher),
      subscriber.watch(channel, watcher),
    ])
    await listener.join(channel)
    await listener.leave(channel)
    const barrier = `${prefix}:barrier`
    expect(await serverChannels(publisher, prefix)).toHaveLength(2)
    watches[0].stop()
    watches[0].stop()
    await subscriber.settled()
    expect(await serverChannels(publisher, prefix)).toHaveLength(2)
    watches[1].stop()
    await subscriber.settled()
    expect(await serverChannels(publisher, prefix)).toEqual([barrier])
  })

  test('is refused as unavailable while Redis is away, frozen or just dying', {
    timeout: 60_000,
  }, async () => {
    const redis = await openRedis()
    const { prefix, link, subscriber } = await open(redis.url)
    const watch = (name: string) => subscriber.watch(`${prefix}:${name}`, () => false)

    redis.process.kill('SIGSTOP')
    const begun = performance.now()
    await expect(watch('frozen')).rejects.toMatchObject({ code: 'unavailable' })
    expect(performance.now() - begun).toBeLessThan(3500)
    if (link.ready) await once(link, 'lost')
    await expect(watch('away')).rejects.toMatchObject({ code: 'unavailable' })
    redis.process.kill('SIGCONT')
    await whenReady(link)

    redis.process.kill('SIGSTOP')
    const dying = watch('dying')
    redis.process.kill('SIGKILL')
    await expect(dying).rejects.toMatchObject({ code: 'unavailable' })

    await openRedis({ port: redis.port })
    await whenReady(link)
    await subscriber.settled()
    expect(await serverChannels(link, prefix)).toEqual([`${prefix}:barrier`])
  })
})

describe('trouble', () => {
  test('a handler or watcher that throws harms neither the others nor the connection', async () => {
    const { prefix, link, subscriber, log, listener } = await open(inject('redisUrl'))
    const channels = channelNames(prefix, 3)
    const connection = await link.subscriptions.sendCommand(['CLIENT', 'ID'])
    for (const channel of channels) {
      await subscriber.sSubscribe(channel, () => {
        throw new Error('a handler of no use')
      })
      await subscriber.watch(channel, () => {
        throw new Error('a watcher of no use')
      })
      await listener.join(channel)
    }
    expect(await listener.findDeaf(channels)).toEqual([])
    expect(log.events.filter(event => event === 'handler_failed')).toHaveLength(3)
    expect(log.events.filter(event => event === 'watcher_failed')).toHaveLength(3)
    expect(await link.subscriptions.sendCommand(['CLIENT', 'ID'])).toBe(connection)
  })

  test('a subscription that Redis refuses is tried until it is allowed', async () => {
    const redis = await openRedis()
    const { prefix, publisher, subscriber, log, listener } = await open(redis.url)
    const [channel] = channelNames(prefix, 1) as [string]
    const permit = (...rules: string[]) =>
      publisher.commands.sendCommand(['ACL', 'SETUSER', 'default', 'resetchannels', ...rules])
    await permit(`&${prefix}:barrier`)
    const live = listener.join(channel)
    await expect.poll(() => log.events).toContain('subscription_refused')
    expect(subscriber.unsettled).toBe(1)
    await permit('allchannels')
    await live
    expect(await listener.findDeaf([channel])).toEqual([])
  })

  test('closing leaves nothing subscribed, ends what waits and takes nothing new', async () => {
    const { prefix, publisher, subscriber, listener } = await open(inject('redisUrl'))
    const channels = channelNames(prefix, 10)
    const joining = channels.map(listener.join)
    await subscriber.close()
    await Promise.all(joining)
    await listener.join('late')
    await expect(subscriber.watch('late', () => false)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await serverChannels(publisher, prefix)).toEqual([])
  })
})

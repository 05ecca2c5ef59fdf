import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createClient } from 'redis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { startRedis } from '../../../deploy/local/redis-server.ts'
import { RedisLink } from '../src/connection.ts'
import { Subscriber } from '../src/subscriber.ts'
import { createListener } from './support/listener.ts'
import { createLog, killRedis, openLink, openProxy, openRedis } from './support/open-link.ts'
import { channelNames, openListener, serverChannels, whenReady } from './support/open-listener.ts'
import { createRandom } from './support/random.ts'

describe('a room left and joined again', () => {
  test('10,000 times in random order leaves no channel deaf and none behind', async () => {
    const { prefix, publisher, subscriber, listener } = await openListener(inject('redisUrl'))
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
    const { prefix, subscriber, listener } = await openListener(inject('redisUrl'))
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
    const { prefix, link, subscriber, listener } = await openListener(proxy.url, inject('redisUrl'))
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
    const { prefix, publisher, link, subscriber, listener } = await openListener(redis.url)
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

import { once } from 'node:events'
import { describe, expect, inject, test } from 'vitest'
import { openRedis } from './support/open-link.ts'
import { channelNames, openListener, serverChannels, whenReady } from './support/open-listener.ts'

describe('a watcher', () => {
  test('sees each payload before the handler, and can consume it', async () => {
    const { prefix, publisher, subscriber } = await openListener(inject('redisUrl'))
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
    const { prefix, publisher, subscriber, listener } = await openListener(inject('redisUrl'))
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
    const { prefix, link, subscriber } = await openListener(redis.url)
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
    const { prefix, link, subscriber, log, listener } = await openListener(inject('redisUrl'))
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
    const { prefix, publisher, subscriber, log, listener } = await openListener(redis.url)
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
    const { prefix, publisher, subscriber, listener } = await openListener(inject('redisUrl'))
    const channels = channelNames(prefix, 10)
    const joining = channels.map(listener.join)
    await subscriber.close()
    await Promise.all(joining)
    await listener.join('late')
    await expect(subscriber.watch('late', () => false)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await serverChannels(publisher, prefix)).toEqual([])
  })
})

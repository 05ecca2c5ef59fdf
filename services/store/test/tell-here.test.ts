import { describe, expect, it, onTestFinished } from 'vitest'
import { Subscriber } from '../src/subscriber.ts'
import { createTellHere } from '../src/tell-here.ts'
import { readBroadcast } from '../src/wire.ts'
import { openStoreContext, silentLog } from './support/store-context.ts'

describe('telling this node alone', () => {
  it('reaches those who listen here, in the order of the channel, and nobody else', async () => {
    const context = await openStoreContext()
    const { channel } = context.keys.room('lobby')
    const open = async (): Promise<{ subscriber: Subscriber; heard: unknown[] }> => {
      const subscriber = new Subscriber(context.link, silentLog)
      onTestFinished(() => subscriber.close())
      const heard: unknown[] = []
      await subscriber.sSubscribe(channel, message => void heard.push(readBroadcast(message)))
      return { subscriber, heard }
    }
    const here = await open()
    const tellHere = createTellHere(context.keys, here.subscriber)
    tellHere('lobby', 'user_left', { username: 'alice', userCount: 1 }, ['a-socket'])
    tellHere('nowhere', 'user_left', { username: 'alice', userCount: 1 })
    expect(here.heard).toEqual([
      { event: 'user_left', data: { username: 'alice', userCount: 1 }, except: ['a-socket'] },
    ])
    // A watcher may hold it back like anything else.
    const watch = await here.subscriber.watch(channel, () => true)
    tellHere('lobby', 'user_left', { username: 'bob', userCount: 0 })
    watch.stop()
    expect(here.heard).toHaveLength(1)
  })

  it('catching up waits for what was published before', async () => {
    const context = await openStoreContext()
    const subscriber = new Subscriber(context.link, silentLog)
    onTestFinished(() => subscriber.close())
    const { channel } = context.keys.room('lobby')
    let heard = 0
    await subscriber.sSubscribe(channel, () => void heard++)
    for (let n = 1; n <= 200; n++) {
      await context.link.commands.sPublish(channel, 'mark:x')
      await subscriber.caughtUp()
      expect(heard).toBe(n)
    }
  })
})

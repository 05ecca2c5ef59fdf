import type { Message } from '@socketlink/contract'
import { RedisLink } from '@socketlink/store'
import { describe, expect, it } from 'vitest'
import type { Client } from '../support/client.ts'
import { eventually } from '../support/eventually.ts'
import { requestApi } from '../support/http.ts'
import { useTarget } from '../support/target.ts'

describe('Redis comes back with less than was delivered', () => {
  const target = useTarget({ alone: true })

  it('the room goes on under a new epoch, and no seq is given twice in one', async () => {
    const [alice, bob] = (await target.conversation('alice', 'bob')) as [Client, Client]
    await alice.join('lobby')
    await bob.join('lobby')
    for (let n = 1; n <= 5; n++) await alice.say(`message ${n}`)
    const { epoch, seq } = (await bob.next('new_message', message => message.seq === 5)) as Message

    const admin = new RedisLink(target.redisUrl, { info: () => {}, warn: () => {} })
    await admin.start()
    const [head] = await admin.commands.keys(`${target.prefix}:*:room:lobby:head`)
    // As after a crash that took the last two messages along.
    await admin.commands.hSet(head ?? '', 'seq', '3')
    await admin.close()
    target.redis.kill('SIGTERM')
    for (const status of [503, 200]) {
      await eventually(async () => expect((await requestApi(target.url, '/readyz')).status).toBe(status))
      if (status === 503) await target.redis.start()
    }

    await eventually(async () => {
      const ack = await alice.say('after')
      expect(ack.epoch).not.toBe(epoch)
    })
    const places = bob.events('new_message').map(message => `${message.epoch} ${message.seq}`)
    expect(new Set(places).size).toBe(places.length)
    expect(await bob.join('lobby', { epoch, seq })).toMatchObject({ recovery: 'reset' })
  })
})

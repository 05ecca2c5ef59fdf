import { RedisLink } from '@socketlink/store'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('Redis has no memory left for longer than a lease', () => {
  const target = useTarget({
    alone: true,
    settings: { SOCKETLINK_LEASE_MS: '1500', SOCKETLINK_HEARTBEAT_MS: '300' },
  })

  it('sends are refused and nobody sees them, nobody is dropped, and it recovers by itself', async () => {
    const clients = await target.spread(await target.people(6, 'member'))
    for (const client of clients) await client.join('full')
    const [alice] = clients as [Client]
    await alice.say('before')
    const admin = new RedisLink(target.redisUrl, { info: () => {}, warn: () => {} })
    await admin.start()
    try {
      const leases = `${target.prefix}:{nodes}:leases`
      const validLeases = async (): Promise<number> => {
        const [seconds] = await admin.commands.time()
        return admin.commands.zCount(leases, Number(seconds) * 1000, '+inf')
      }
      await admin.commands.configSet('maxmemory', '1')
      expect(await alice.fail('send_message', { text: 'refused' })).toEqual(refusal('unavailable'))
      await eventually(async () => expect(await validLeases()).toBe(0))
      await admin.commands.configSet('maxmemory', '0')
      await eventually(async () => expect(await validLeases()).toBe(target.nodes.length))
    } finally {
      await admin.close()
    }
    // The joiner's count comes from Redis: nobody was taken for dead meanwhile.
    expect((await alice.join('full')).userCount).toBe(clients.length)
    await alice.say('after')
    for (const client of clients) {
      await client.next('new_message', message => message.text === 'after')
      expect(client.events('new_message').map(({ text }) => text)).toEqual(['before', 'after'])
      expect(client.events('user_left')).toEqual([])
      expect(client.disconnects).toEqual([])
    }
  })
})

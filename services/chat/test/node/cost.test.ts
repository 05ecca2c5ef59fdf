import { describe, expect, it } from 'vitest'
import type { Client } from '../support/client.ts'
import { monitorRedis } from '../support/monitor-redis.ts'
import { uniqueName } from '../support/person.ts'
import { useTarget } from '../support/target.ts'

/** How the adapter marks what it only tells and asks nobody for. */
const broadcast = 3

describe('cost by design, in Redis commands', () => {
  // No heartbeat comes between.
  const target = useTarget({
    alone: true,
    settings: { SOCKETLINK_HEARTBEAT_MS: '300000', SOCKETLINK_LEASE_MS: '900000' },
  })

  const fullRoom = async (): Promise<{ members: Client[]; roomName: string }> => {
    const members = await target.conversation('alice', 'bob', 'carol', 'dave', 'erin')
    const roomName = uniqueName('cost')
    for (const member of members) await member.join(roomName)
    return { members, roomName }
  }

  it('a send is one command, and a delivery none', async () => {
    const { members } = await fullRoom()
    const [alice] = members as [Client]
    await alice.say('the script is known now')
    const monitor = await monitorRedis(target.redisUrl)
    for (let n = 0; n < 20; n++) await alice.say(`message ${n}`)
    for (const member of members) await member.next('new_message', message => message.text === 'message 19')
    const commands = await monitor.stop()
    expect(commands.sent).toEqual(Array.from({ length: 20 }, () => 'evalsha'))
    expect(commands.inScripts.filter(name => name === 'spublish')).toHaveLength(20)
  })

  it('typing is one command, its publish', async () => {
    const { members } = await fullRoom()
    const [alice, bob] = members as [Client, Client]
    await alice.succeed('typing')
    const monitor = await monitorRedis(target.redisUrl)
    for (let n = 0; n < 10; n++) await alice.succeed(n % 2 ? 'typing' : 'stop_typing')
    await alice.say('barrier')
    await bob.next('new_message', message => message.text === 'barrier')
    const commands = await monitor.stop()
    expect(commands.sent).toHaveLength(11)
    expect(commands.inScripts.filter(name => name === 'spublish')).toHaveLength(11)
  })

  it('a join is one command beside its subscription, a leave too', async () => {
    const { members, roomName } = await fullRoom()
    const late = await (await target.person('late')).connect()
    await late.next('rooms_list')
    const monitor = await monitorRedis(target.redisUrl)
    await late.join(roomName)
    await late.leave()
    await members[0]?.next('user_left')
    const commands = await monitor.stop()
    expect(commands.sent).toEqual(['evalsha', 'evalsha'])
  })

  it('no call asks all nodes', async () => {
    const monitor = await monitorRedis(target.redisUrl)
    const { members } = await fullRoom()
    const [alice, bob] = members as [Client, Client]
    await alice.succeed('create_room', { roomName: uniqueName('made') })
    await alice.say('hello')
    await alice.succeed('typing')
    await bob.leave()
    await alice.person.api('/api/stats')
    await alice.person.api('/api/rooms')
    await alice.person.api('/api/auth/users')
    alice.close()
    await members[2]?.next('user_left', left => left.username === alice.username)
    const commands = await monitor.stop()
    // To ask all nodes the adapter counts them by PUBSUB, and publishes a request on its common channel. What is told to
    // everyone (a room made) is published there too, and waits for nobody.
    expect(commands.sent).not.toContain('pubsub')
    expect(new Set(commands.published.map(({ type }) => type))).toEqual(new Set([broadcast]))
  })
})

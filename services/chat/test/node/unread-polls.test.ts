import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { Client, type Person } from '../support/client.ts'
import { eventually } from '../support/eventually.ts'
import { launchNode } from '../support/launch.ts'
import { registerPerson } from '../support/person.ts'
import { PollByHand } from '../support/poll-by-hand.ts'

const budget = 64 * 1024 * 1024
/** Whole histories of 0.6 MB each: more than the network takes off the node, less than a quarter of the budget. */
const callsPerPoll = 16

// The proxy in front of a cluster reads the answers of its nodes itself.
describe('answers to polls that a client does not read', () => {
  it('count like everything else that waits for it', async () => {
    const { url, stop } = await launchNode(inject('redisUrl'), {
      SOCKETLINK_CLIENT_BUFFER_BYTES: String(budget),
    })
    onTestFinished(stop)
    const connect = (person: Person): Promise<Client> => new Client(person, url, {}).connect()
    const talker = await connect(await registerPerson(url, 'talker', connect))
    onTestFinished(() => talker.close())
    await talker.join('polled')
    const said = await Promise.all(Array.from({ length: 500 }, () => talker.say('x'.repeat(1000))))
    const { token } = await registerPerson(url, 'poller', connect)
    const poller = await PollByHand.join(url, token, 'polled')
    onTestFinished(() => poller.close())

    const metric = async (name: string): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(
        text
          .split('\n')
          .find(line => line.startsWith(`${name} `))
          ?.split(' ')[1] ?? 0,
      )
    }
    const input = { roomName: 'polled', after: { epoch: said[0]?.epoch, seq: 0 } }
    let polls = 0
    while ((await metric('socketlink_slow_clients_total{step="thinned"}')) === 0) {
      if (polls++ === 10) throw new Error('the answers were not counted')
      for (let call = 0; call < callsPerPoll; call++)
        await poller.send(`42["join_room",${JSON.stringify(input)}]`)
      await eventually(async () =>
        expect(await metric('socketlink_call_seconds_count{call="join_room",outcome="ok"}')).toBe(
          2 + polls * callsPerPoll,
        ),
      )
      poller.pollUnread()
    }
    expect(polls).toBeGreaterThan(1)
  }, 60_000)
})

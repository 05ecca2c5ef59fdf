import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { Client, type Person, webSocketOf } from '../../../chat/test/support/client.ts'
import { launchNode } from '../../../chat/test/support/launch.ts'
import { registerPerson } from '../../../chat/test/support/person.ts'
import { enter, hasText, openChatter, textsOf, uniqueName, until } from '../support/chatter.ts'

describe('a client that cannot keep up', () => {
  const open = async () => {
    const { url, stop } = await launchNode(inject('redisUrl'), {
      SOCKETLINK_CLIENT_BUFFER_BYTES: '1048576',
      SOCKETLINK_HISTORY_LENGTH: '20000',
    })
    onTestFinished(stop)
    const roomName = uniqueName('slow')
    const connect = (person: Person): Promise<Client> => new Client(person, url, {}).connect()
    const talker = await connect(await registerPerson(url, 'talker', connect))
    onTestFinished(() => talker.close())
    await talker.join(roomName)
    const alice = await openChatter('alice', { url, timing: { retryMinMs: 50 } })
    await enter(alice, roomName)
    const said: string[] = []
    /** Talks until the node has given up on somebody. */
    const talkUntil = async (step: 'paused' | 'closed', ask = () => {}): Promise<void> => {
      while (!(await (await fetch(`${url}/metrics`)).text()).includes(`clients_total{step="${step}"}`)) {
        if (said.length > 15_000) throw new Error(`nobody was ${step}`)
        const texts = Array.from({ length: 100 }, (_, n) => `${said.length + n} ${'x'.repeat(990)}`)
        await Promise.all(texts.map(text => talker.say(text)))
        said.push(...texts)
        ask()
      }
    }
    const finish = async (): Promise<void> => {
      await talker.say('the end')
      await until(alice.client, hasText('the end'))
      await until(alice.client, ({ room }) => room?.messages.length === said.length + 1)
      expect(textsOf(alice.client)).toEqual([...said, 'the end'])
    }
    return { alice, roomName, talkUntil, finish }
  }

  it('is told to fetch what it was not sent, and shows everything', async () => {
    const { alice, talkUntil, finish } = await open()
    webSocketOf(alice.socket).pause()
    await talkUntil('paused')
    webSocketOf(alice.socket).resume()
    await finish()
    expect(alice.client.state.room?.recovery).toBe('complete')
    expect(alice.attempts).toBe(1)
  })

  it('is closed when more and more waits for it, comes back and shows everything', async () => {
    const { alice, roomName, talkUntil, finish } = await open()
    const slow = alice.socket
    webSocketOf(slow).pause()
    // Answers to calls of its own, which it does not read either.
    await talkUntil('closed', () => {
      for (let n = 0; n < 500; n++) slow.emit('join_room', { roomName }, () => {})
    })
    webSocketOf(slow).resume()
    await until(alice.client, () => alice.attempts === 2)
    await finish()
    expect(alice.client.state.connection).toEqual({ status: 'connected' })
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import { uniqueName } from '../../support/person.ts'
import { refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('text and clientMessageId', () => {
  const target = useTarget()
  let alice: Client
  let bob: Client
  beforeAll(async () => {
    ;[alice, bob] = await target.conversation('alice', 'bob')
    const roomName = uniqueName('text')
    await alice.join(roomName)
    await bob.join(roomName)
  })

  it.each([
    ['one character', 'x'],
    ['1000 letters', 'x'.repeat(1000)],
    ['1000 emoji, which are 2000 UTF-16 units', '😀'.repeat(1000)],
    ['markup, unchanged', '<script>alert("&")</script>'],
    ['line breaks inside', 'first\nsecond\r\nthird'],
    ['several scripts', 'héllo мир 你好 مرحبا नमस्ते'],
    ['a NUL inside', 'a\u0000b'],
    ['a family emoji joined of several', '👩‍👩‍👧‍👦'],
    ['quotes and backslashes', '"\\" \\u0041 \' ` %s {}'],
    ['line separators of JSON', 'a\u2028b\u2029c'],
  ])('delivers %s', async (_, text) => {
    const { messageId } = await alice.say(text)
    const received = await bob.next('new_message', message => message.messageId === messageId)
    expect(received.text).toBe(text)
  })

  it('trims, and counts what is left', async () => {
    const text = '😀'.repeat(1000)
    const { messageId } = await alice.say(` \t\r\n\u00a0\u3000${text}\u2003 \n`)
    expect((await bob.next('new_message', message => message.messageId === messageId)).text).toBe(text)
  })

  it.each([
    ['1001 letters', 'x'.repeat(1001)],
    ['1001 emoji', '😀'.repeat(1001)],
    ['50,000 letters', 'x'.repeat(50_000)],
  ])('refuses %s', async (_, text) => {
    expect(await alice.fail('send_message', { text })).toEqual(refusal('message_too_long'))
  })

  const empty: [string, unknown][] = [
    ['nothing', ''],
    ['only spaces', '   '],
    ['only white space of all kinds', ' \t\r\n\u00a0\u2003\u3000\ufeff'],
    ['a number', 5],
    ['null', null],
    ['no text at all', undefined],
    ['an array', ['hello']],
    ['an object', { text: 'hello' }],
    ['a boolean', true],
  ]
  it.each(empty)('refuses %s as a text', async (_, text) => {
    expect(await alice.fail('send_message', { text })).toEqual(refusal('empty_message'))
  })

  it.each(['x', 'x'.repeat(64), 'AZaz09_-', '__proto__', 'constructor', '-1'])(
    'takes the clientMessageId %s and gives it to everyone',
    async clientMessageId => {
      const { messageId } = await alice.say('with an id', clientMessageId)
      for (const client of [alice, bob]) {
        const received = await client.next('new_message', message => message.messageId === messageId)
        expect(received.clientMessageId).toBe(clientMessageId)
      }
    },
  )

  const badIds: [string, unknown][] = [
    ['nothing', ''],
    ['65 characters', 'x'.repeat(65)],
    ['a space', 'a b'],
    ['a colon', 'a:b'],
    ['another script', 'идентификатор'],
    ['a line break at the end', 'abc\n'],
    ['a number', 1],
    ['null', null],
    ['an array', ['a']],
  ]
  it.each(badIds)('refuses %s as a clientMessageId', async (_, clientMessageId) => {
    expect(await alice.fail('send_message', { text: 'hello', clientMessageId })).toEqual(
      refusal('bad_request'),
    )
  })
})

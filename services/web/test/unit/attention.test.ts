import { expect, test } from 'vitest'
import { announcement } from '../../src/attention/announcer.tsx'
import { pageTitle } from '../../src/attention/page-title.ts'
import { makeMessages } from '../support/chat-message.ts'

test.each<[string | undefined, number, string]>([
  [undefined, 0, 'SocketLink'],
  ['lobby', 0, 'lobby – SocketLink'],
  ['lobby', 3, '(3) lobby – SocketLink'],
  ['lobby', 100, '(99+) lobby – SocketLink'],
])('the tab in %j with %d unread is called %j', (place, unread, title) => {
  expect(pageTitle(place, unread)).toBe(title)
})

test('one message is read aloud, of many the last', () => {
  expect(announcement([])).toBe('')
  expect(announcement(makeMessages(1, 1))).toBe('ann: text 1')
  expect(announcement(makeMessages(1, 3))).toBe('3 new messages. ann: text 3')
})

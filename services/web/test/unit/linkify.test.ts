import { describe, expect, test } from 'vitest'
import { linkify } from '../../src/conversation/linkify.ts'

/** The links that a text is said to have: what is shown and where it leads. */
const linksOf = (text: string): string[][] =>
  linkify(text).flatMap(part => (part.href === undefined ? [] : [[part.text, part.href]]))

describe('linkify', () => {
  test.each([
    ['see https://example.org/a?b=c#d now', 'https://example.org/a?b=c#d'],
    ['HTTP://EXAMPLE.ORG/A', 'HTTP://EXAMPLE.ORG/A'],
    ['(https://example.org/wiki/A_(b))', 'https://example.org/wiki/A_(b)'],
    ['https://example.org.', 'https://example.org'],
    ['“https://example.org/x”!', 'https://example.org/x'],
    ['是https://example.org/路，好', 'https://example.org/路，好'],
    ['https://example.org/a\nnext line', 'https://example.org/a'],
    ['https://example.org/\u202egnp.exe', 'https://example.org/'],
    ['https://exam\u200bple.org', 'https://exam'],
  ])('%j has the link %j', (text, link) => {
    expect(linksOf(text).map(([shown]) => shown)).toEqual([link])
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x file:///etc/passwd ftp://example.org',
    'https://',
    'http://%',
    'https://bank.example@evil.example/',
    'https://user:secret@example.org/',
    'xhttps://example.org',
    '<a href="javascript:alert(1)">x</a>',
  ])('%j has no link', text => {
    expect(linksOf(text)).toEqual([])
  })

  test('the link leads where the browser would go, not where the text seems to', () => {
    expect(linksOf('https://аpple.example')).toEqual([
      ['https://аpple.example', 'https://xn--pple-43d.example/'],
    ])
  })

  test.each(['', 'no link', 'https://a.example https://b.example.', '<https://a.example>', 'a https://@ b'])(
    'the pieces of %j are the text',
    text => {
      expect(
        linkify(text)
          .map(part => part.text)
          .join(''),
      ).toBe(text)
    },
  )
})

import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readLine } from '../../local/log-line.ts'
import { createScreen, wantsColours } from '../../local/terminal.ts'

describe('a line of a chat node', () => {
  const pino = (entry: object) => readLine('node-1', JSON.stringify({ level: 30, time: 1, pid: 7, ...entry }))

  test('shows its message, and as facts what the prefix does not tell', () => {
    const line = pino({ event: 'room_created', roomName: 'the lobby', count: 3, msg: 'room created' })
    expect(line).toEqual({ level: 'info', text: 'room created', facts: 'roomName="the lobby" count=3' })
  })

  test('shows an error by its message and leaves the stack out', () => {
    const line = pino({ level: 50, err: { type: 'Error', message: 'no luck', stack: 'at …' }, msg: 'failed' })
    expect(line).toEqual({ level: 'error', text: 'failed', facts: 'error="no luck"' })
  })

  test('cuts long values', () => {
    expect(pino({ value: 'x'.repeat(500), msg: 'long' }).facts).toHaveLength('value='.length + 80)
  })

  test.each(['a stack, for example', '{"not":"pino"}', 'null', '{"level":'])('%s stays as it is', text => {
    expect(readLine('node-1', text)).toEqual({ level: 'info', text, raw: true })
  })
})

describe('a line of Redis', () => {
  const at = '28:M 22 Nov 2026 20:32:47.790'

  test.each([
    [`${at} * Ready to accept connections tcp`, 'info', 'ready'],
    [
      `${at} # Bad file format reading the append only file x`,
      'warn',
      'Bad file format reading the append only file x',
    ],
    [
      `${at} # WARNING Memory overcommit must be enabled!`,
      'debug',
      'WARNING Memory overcommit must be enabled!',
    ],
    [`${at} - Accepted 127.0.0.1:1`, 'debug', 'Accepted 127.0.0.1:1'],
    ['28:signal-handler (1795379568) Received SIGTERM scheduling shutdown...', 'debug', expect.any(String)],
    ['*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***', 'error', expect.any(String)],
  ])('%s', (line, level, text) => {
    expect(readLine('redis', line)).toEqual({ level, text })
  })
})

describe('a line of nginx', () => {
  test.each([
    ['2026/11/22 20:32:48 [notice] 27#27: start worker process 28', 'debug', 'start worker process 28'],
    ['2026/11/22 20:32:48 [emerg] 27#27: bind() failed', 'error', 'bind() failed'],
    ['2026/11/22 20:32:48 [crit] 27#27: *12 open() failed', 'error', 'open() failed'],
    ['nginx: [emerg] unknown directive "sticky"', 'error', 'unknown directive "sticky"'],
    ['2026/11/22 20:32:48 [warn] 27#27: too few descriptors', 'warn', 'too few descriptors'],
  ])('%s', (line, level, text) => {
    expect(readLine('nginx', line)).toEqual({ level, text })
  })
})

describe('the screen', () => {
  const noon = new Date(2026, 0, 1, 12, 0, 0)
  const line = { level: 'warn', text: 'Redis is away', facts: 'reason=closed' } as const

  test('without colours has plain columns', () => {
    expect(createScreen(false).render('node-1', line, noon)).toBe(
      '12:00:00  node-1   warn: Redis is away  reason=closed',
    )
  })

  test('with colours gives neighbours different ones and says the same', () => {
    const { render } = createScreen(true)
    const one = render('node-1', line, noon)
    expect(stripVTControlCharacters(one)).toBe(createScreen(false).render('node-1', line, noon))
    expect(one.replace('node-1', 'node-2')).not.toBe(render('node-2', line, noon))
  })

  test('colours only a terminal, and none that says no', () => {
    expect(wantsColours({ isTTY: true }, { TERM: 'xterm' })).toBe(true)
    expect(wantsColours({}, { TERM: 'xterm' })).toBe(false)
    expect(wantsColours({ isTTY: true }, { TERM: 'xterm', NO_COLOR: '1' })).toBe(false)
    expect(wantsColours({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
  })
})

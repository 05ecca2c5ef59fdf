import { describe, expect, it } from 'vitest'
import { readCommand, usage } from '../../k6/launcher/command-line.ts'
import { checkDescriptors } from '../../k6/launcher/descriptors.ts'
import { readWarning } from '../../k6/launcher/run-k6.ts'
import { scenarioNames } from '../../k6/plan/scenarios.ts'

it('a run that needs more open files than allowed is refused before it begins, with the command that helps', async () => {
  await expect(checkDescriptors({ sockets: 10_000 }, true, 20_000)).rejects.toThrow('`ulimit -n 20200`')
  await expect(checkDescriptors({ sockets: 10_000 }, false, 20_000)).resolves.toBeUndefined()
})

it('of k6’s log only what nobody expects is shown', () => {
  const line = (level: string, words: string) =>
    `time="2030-01-02T03:04:05Z" level=${level} msg="${words}" source=console`
  expect(readWarning(line('error', 'create_room: \\"ok\\"'))).toBe('k6: create_room: "ok"')
  expect(readWarning(line('info', 'all is well'))).toBeUndefined()
  expect(readWarning(line('error', "thresholds on metrics 'lost' have been crossed"))).toBeUndefined()
  expect(readWarning('level=fatal without words')).toBe('level=fatal without words')
})

describe('the command line', () => {
  it('takes a scenario, and small for what is not said', () => {
    expect(readCommand(['fanout'])).toMatchObject({
      help: false,
      scenario: 'fanout',
      profile: 'small',
      url: undefined,
      nodes: 3,
      patience: 1,
      size: {},
    })
  })

  it('takes numbers in place of the profile’s', () => {
    const args = [
      'steady',
      '--profile',
      'large',
      '--sockets',
      '10',
      '--messages-per-second',
      '2.5',
      '--seconds=9',
    ]
    expect(readCommand(args)).toMatchObject({
      profile: 'large',
      size: { sockets: 10, messagesPerSecond: 2.5, seconds: 9 },
    })
  })

  it('takes an address without what is behind its host', () => {
    expect(readCommand(['smoke', '--url', 'http://127.0.0.1:8080/']).url).toBe('http://127.0.0.1:8080')
  })

  it.each([
    [[], 'Which scenario? One of smoke'],
    [['fan-out'], 'no scenario "fan-out"'],
    [['smoke', 'steady'], 'One scenario at a time'],
    [['smoke', '--profile', 'huge'], 'no profile "huge"'],
    [['smoke', '--url', 'localhost'], '--url must be an address'],
    [['smoke', '--url', 'ftp://host'], '--url must be an address'],
    [['smoke', '--sockets', '0'], '--sockets must be a number from 1'],
    [['smoke', '--patience', 'x'], '--patience must be a number from 1'],
    [['smoke', '--quick'], "Unknown option '--quick'"],
  ])('refuses %j and says why', (args, words) => {
    expect(() => readCommand(args)).toThrow(words)
  })

  it('tells all scenarios in its help', () => {
    expect(readCommand(['--help']).help).toBe(true)
    for (const name of scenarioNames) expect(usage).toContain(`\n  ${name} `)
  })
})

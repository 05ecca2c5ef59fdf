import { expect, it } from 'vitest'
import { LaunchError } from '../../../deploy/local/launch-error.ts'
import { readCommand } from '../command-line.ts'
import { scenarios } from '../scenarios/all.ts'

it('without arguments it is each fault once, short, with a seed of its own', () => {
  const command = readCommand([])
  expect(command).toMatchObject({ rounds: 1, full: false, clients: 'stock', soakMs: undefined })
  expect(command.scenarios).toEqual(scenarios)
})

it('names faults, rounds, seed, kind of client and length', () => {
  const args = [
    '--fault',
    'scale',
    '--fault',
    'kill-node',
    '--rounds',
    '20',
    '--seed',
    '7',
    '--clients',
    'sdk',
    '--full',
  ]
  const command = readCommand(args)
  expect(command).toMatchObject({ rounds: 20, seed: 7, full: true, clients: 'sdk' })
  expect(command.scenarios.map(({ name }) => name)).toEqual(['kill-node', 'scale'])
  expect(readCommand(['--soak', '30m']).soakMs).toBe(1_800_000)
})

it.each([
  [['--fault', 'earthquake'], /no fault "earthquake".*--list/],
  [['--rounds', '0'], /--rounds must be a whole number from 1/],
  [['--seed', 'x'], /--seed must be a whole number/],
  [['--clients', 'curl'], /--clients must be stock or sdk/],
  [['--soak', 'long'], /--soak must be a time such as 90s/],
  [['--what'], /--help/],
])('%j is refused with a sentence that says what to do', (args, sentence) => {
  expect(() => readCommand(args)).toThrow(sentence)
  expect(() => readCommand(args)).toThrow(LaunchError)
})

import { describe, expect, it } from 'vitest'
import { readCommand } from '../command-line.ts'

describe('npm run bench', () => {
  it('runs everything that belongs to the table, each system with the link of its own', () => {
    const { scenarios, link, rounds } = readCommand([])
    expect(scenarios.map(({ name }) => name)).toContain('big-room')
    expect(scenarios.map(({ name }) => name)).not.toContain('hot-path')
    expect({ link, rounds }).toEqual({ link: undefined, rounds: 3 })
  })

  it.each(['tcp', 'unix'])('gives both systems the same link: %s', link => {
    expect(readCommand(['big-room', '--link', link]).link).toBe(link)
  })

  it.each([
    [['--link', 'http'], '--link must be tcp or unix, not "http".'],
    [['--rounds', '0'], '--rounds must be a whole number from 1 to 99, not "0".'],
    [['large-room'], 'There is no scenario "large-room": `npm run bench -- --help` lists them.'],
  ])('refuses %j', (args, words) => {
    expect(() => readCommand(args)).toThrow(words)
  })
})

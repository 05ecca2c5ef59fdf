import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playSuite } from '../play-suite.ts'
import type { RoundSummary } from '../report/summary.ts'
import { scenarios } from '../scenarios/all.ts'

const seed = Math.floor(Math.random() * 1_000_000)

/** One round of each fault, short, one after the other; what comes first is reported first. */
describe(`each fault once, seed ${seed}`, () => {
  const ending = new AbortController()
  const outcomes = new Map(
    scenarios.map(({ name }) => [name, Promise.withResolvers<RoundSummary | string>()]),
  )
  let suite: Promise<unknown>

  beforeAll(() => {
    suite = playSuite({
      ...{ scenarios, rounds: 1, seed, full: false, clients: 'stock', signal: ending.signal },
      onRound: round => outcomes.get(round.scenario)?.resolve(round),
      onSkip: ({ name }, why) => outcomes.get(name)?.resolve(why),
    })
  })
  afterAll(async () => {
    ending.abort()
    await suite
  })

  it.each(scenarios)('$name: $promise', async ({ name }) => {
    const outcome = await outcomes.get(name)?.promise
    if (typeof outcome === 'string') process.stderr.write(`${name} was skipped: ${outcome}\n`)
    else expect(outcome?.failures).toEqual([])
  })
})

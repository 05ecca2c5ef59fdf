import { describe, expect, it } from 'vitest'
import { plantedBugs } from '../planted/bugs.ts'
import { copyServices } from '../planted/copy-services.ts'
import { playSuite } from '../play-suite.ts'
import type { RoundSummary } from '../report/summary.ts'

describe('a bug that is put in on purpose is caught', () => {
  it.each(plantedBugs)('$name', async ({ patches, scenario, caughtBy }) => {
    await using copy = await copyServices(patches)
    const rounds: RoundSummary[] = []
    await playSuite({
      ...{ scenarios: [scenario], rounds: 1, seed: 1, full: false, clients: 'stock', program: copy.program },
      signal: AbortSignal.timeout(100_000),
      onRound: round => rounds.push(round),
      onSkip: () => {},
    })
    const [round] = rounds
    expect(round?.failures).not.toEqual([])
    const found = caughtBy.filter(name => (round?.counts?.[name] ?? 0) > 0)
    expect(found, round?.failures.join('\n')).toEqual(caughtBy)
    process.stderr.write(`caught by ${caughtBy.map(name => `${name} ${round?.counts?.[name]}`).join(', ')}\n`)
  })
})

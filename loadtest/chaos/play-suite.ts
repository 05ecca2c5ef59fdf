import { isDeepStrictEqual } from 'node:util'
import type { ClientKind } from './clients/chaos-client.ts'
import { playRound, type RoundResult } from './play-round.ts'
import type { FaultSummary, RoundSummary } from './report/summary.ts'
import { traceTimeline } from './report/timeline.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { usualStage } from './scenarios/stages.ts'
import { openStage, type Stage, type StageSettings } from './stage/open-stage.ts'

export interface SuiteOptions {
  scenarios: readonly Scenario[]
  /** How often each fault is tried. */
  rounds: number
  /** The seed of the first round; each further one has the next. */
  seed: number
  full: boolean
  clients: ClientKind
  /** The nodes' program, if not the one of the source tree. */
  program?: string
  /** Ends it all: the round under way is given up. */
  signal: AbortSignal
  onRound(round: RoundSummary, scenario: Scenario): void
  onSkip(scenario: Scenario, why: string): void
  /** Told after each fault, with all faults so far. */
  onFault?(faults: readonly FaultSummary[]): Promise<void>
  /** Told of a round in which something does not hold, with all that was recorded. */
  onFailure?(result: RoundResult): Promise<void>
}

/** Far above any round: whatever hangs does not hang for ever. */
const roundPatienceMs = 300_000

/** Keeps a stage open from one scenario to the next that needs the same, and starts another when it does not. */
const stageKeeper = (signal: AbortSignal) => {
  let open: Stage | undefined
  const close = async (): Promise<void> => {
    const closing = open
    open = undefined
    await closing?.close()
  }
  return {
    close,
    for: async (settings: StageSettings): Promise<Stage> => {
      if (open !== undefined && isDeepStrictEqual(open.settings, settings)) return open
      await close()
      open = await openStage(settings, signal)
      return open
    },
  }
}

const withPatience = async <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> => {
  const given = AbortSignal.any([signal, AbortSignal.timeout(roundPatienceMs)])
  const up = Promise.withResolvers<never>()
  const giveUp = () => up.reject(new Error(signal.aborted ? 'it was ended' : 'the round took too long'))
  given.addEventListener('abort', giveUp)
  return await Promise.race([work, up.promise]).finally(() => given.removeEventListener('abort', giveUp))
}

const summarize = (result: RoundResult, seconds: number): RoundSummary => {
  const { scenario, seed, verdict, claims, failures, history, recorder, begin } = result
  const timeline = traceTimeline(history.events, recorder.windows, begin)
  return { scenario: scenario.name, seed, seconds, counts: verdict.counts, claims, failures, timeline }
}

/** Plays each scenario so many times. A round that breaks off is one that does not hold. */
export const playSuite = async (options: SuiteOptions): Promise<FaultSummary[]> => {
  const { scenarios, rounds, seed, full, signal, program } = options
  const keeper = stageKeeper(signal)
  const summaries: FaultSummary[] = []
  const play = async (scenario: Scenario, roundSeed: number): Promise<RoundSummary> => {
    const begin = performance.now()
    const seconds = () => (performance.now() - begin) / 1000
    try {
      const settings = { ...usualStage, ...(program === undefined ? {} : { program }), ...scenario.stage }
      const stage = await keeper.for(settings)
      const { clients } = options
      const work = playRound(stage, scenario, { seed: roundSeed, full, clients })
      const result = await withPatience(work, signal)
      if (result.failures.length > 0) await options.onFailure?.(result)
      return summarize(result, seconds())
    } catch (error) {
      const failures = [`the round broke off: ${(error as Error).message}`]
      return { scenario: scenario.name, seed: roundSeed, seconds: seconds(), claims: [], failures }
    }
  }
  try {
    for (const scenario of scenarios) {
      const { name, fault, promise } = scenario
      const summary: FaultSummary = { name, fault, promise, rounds: [] }
      const obstacle = await scenario.obstacle?.()
      if (signal.aborted) break
      summaries.push(summary)
      if (obstacle !== undefined) {
        summary.skipped = obstacle
        options.onSkip(scenario, obstacle)
        continue
      }
      for (let n = 0; n < rounds && !signal.aborted; n++) {
        const round = await play(scenario, seed + n)
        if (signal.aborted) break
        summary.rounds.push(round)
        options.onRound(round, scenario)
        // What broke something for good must not be held against the next.
        if (round.failures.length > 0) await keeper.close()
      }
      await options.onFault?.(summaries)
    }
  } finally {
    await keeper.close()
  }
  return summaries
}

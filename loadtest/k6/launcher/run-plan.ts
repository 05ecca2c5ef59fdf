import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LaunchError } from '../../../deploy/local/launch-error.ts'
import type { Plan } from '../plan/plan.ts'
import type { Summary } from '../report/judge.ts'
import { judge } from '../report/judge.ts'
import { renderTerminal } from '../report/terminal.ts'
import { ensureAccounts } from './accounts.ts'
import type { K6 } from './find-k6.ts'
import { followRun } from './progress.ts'
import { runK6 } from './run-k6.ts'
import { scaleMeanwhile } from './scale-meanwhile.ts'
import type { Screen } from './screen.ts'
import type { Target } from './target.ts'

export interface PlanRun {
  plan: Plan
  target: Target
  k6: K6
  /** For the results. */
  folder: string
  screen: Screen
  /** Ends it early. */
  asked: AbortSignal
}

/** Logins must outlast the run by so much. */
const tokenMarginMs = 10 * 60_000

const announce = ({ plan, target, k6, screen }: PlanRun): void => {
  const { scenario, profile, sockets, rooms, users, messagesPerSecond, seconds } = plan
  const numbers = [
    `${sockets} connections`,
    `${rooms} ${rooms === 1 ? 'room' : 'rooms'}`,
    `${users} users`,
    `${messagesPerSecond} messages a second for ${seconds} s`,
  ]
  screen.print(`${screen.paint('bold', `${scenario}, ${profile}:`)} ${plan.about}`)
  screen.note(`${target.about} · ${k6.about}`)
  screen.note(numbers.join(', '))
}

const readSummary = async (folder: string): Promise<Summary> => {
  const text = await readFile(join(folder, 'summary.json'), 'utf8').catch(() => {
    throw new LaunchError(`k6 wrote no summary; ${join(folder, 'k6.log')} has what it said.`)
  })
  return JSON.parse(text) as Summary
}

/** Lets k6 work through the plan while the cluster is watched and scaled. Rejects when the scaling fails. */
const carryOut = async (
  run: PlanRun,
  accounts: Awaited<ReturnType<typeof ensureAccounts>>,
): Promise<void> => {
  const { plan, target, k6, folder, screen, asked } = run
  const over = new AbortController()
  const broken = new AbortController()
  const following = followRun(target.url, plan.overAt, screen.status, over.signal)
  const scaling = scaleMeanwhile(target, plan, over.signal, screen.note).catch((error: Error) => {
    broken.abort()
    return error
  })
  const about = [target.about, k6.about]
  const signal = AbortSignal.any([asked, broken.signal])
  try {
    await runK6({ k6, plan, accounts, folder, about, signal, onWarning: screen.warn })
  } finally {
    over.abort()
    await following
    await rm(join(folder, '.accounts.json'), { force: true })
  }
  const trouble = await scaling
  if (trouble !== undefined) throw trouble
}

/** Runs a plan against its target and prints the result. Resolves with whether everything held. */
export const runPlan = async (run: PlanRun): Promise<boolean> => {
  const { plan, target, folder, screen, asked } = run
  const accounts = await ensureAccounts({
    url: target.url,
    file: target.accountsFile,
    count: plan.users,
    validForMs: plan.overAt * 1000 + tokenMarginMs,
    onProgress: made => screen.status.show(`  ${made} of ${plan.users} accounts`),
    signal: asked,
  })
  announce(run)
  await carryOut(run, accounts)
  const summary = await readSummary(folder)
  const verdict = judge(plan, summary)
  screen.print(renderTerminal(plan, summary, verdict, screen.paint))
  return verdict.passed
}

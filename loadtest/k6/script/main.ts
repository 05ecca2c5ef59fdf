import { SharedArray } from 'k6/data'
import exec from 'k6/execution'
import type { Options } from 'k6/options'
import { live } from '../chat/live.ts'
import { Member } from '../chat/member.ts'
import { tourCalls } from '../chat/tour.ts'
import type { Plan } from '../plan/plan.ts'
import { makeTimetable, seatOf, userOf } from '../plan/schedule.ts'
import { k6Thresholds } from '../plan/thresholds.ts'
import type { Summary } from '../report/judge.ts'
import { judge } from '../report/judge.ts'
import { renderPage } from '../report/page.ts'
import { SocketIoClient } from '../socketio/client.ts'
import type { Transport } from '../socketio/link.ts'
import { logInOnSchedule } from './logins.ts'
import { beginCounting, countChecked, createWatcher } from './metrics.ts'
import { k6Platform } from './platform.ts'

// What k6 runs. The launcher has put the plan and the accounts into the folder, and finds the report there.

interface Account {
  username: string
  token: string
  password: string
}

const folder = __ENV.LOADTEST_FOLDER
const plan = JSON.parse(open(`${folder}/plan.json`)) as Plan
const accounts = new SharedArray('accounts', () => JSON.parse(open(`${folder}/.accounts.json`)) as Account[])
const once = { executor: 'per-vu-iterations', iterations: 1, gracefulStop: '0s' } as const
const maxDuration = `${Math.ceil(plan.overAt + 60)}s`

export const options: Options = {
  scenarios: {
    members: { ...once, exec: 'members', vus: plan.vus, maxDuration },
    ...(plan.happenings.logins && { logins: { ...once, exec: 'logins', vus: 1, maxDuration } }),
  },
  thresholds: k6Thresholds(plan),
  summaryTrendStats: ['count', 'min', 'avg', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
  systemTags: ['scenario'],
}

interface Beginning {
  /** Unix ms. */
  startedAt: number
}

export const setup = (): Beginning => {
  beginCounting()
  return { startedAt: Date.now() + 500 }
}

const transportOf = (socket: number): Transport => {
  const { room, place } = seatOf(socket, plan)
  return plan.transports[(room + place) % plan.transports.length] ?? 'websocket'
}

const accountOf = (socket: number): Account => accounts[userOf(socket, plan)] as Account

/** One virtual user: its share of the connections. */
export const members = async ({ startedAt }: Beginning): Promise<void> => {
  const watch = createWatcher(plan, startedAt)
  const vu = exec.scenario.iterationInTest
  const mine: Promise<boolean>[] = []
  for (let socket = vu; socket < plan.sockets; socket += plan.vus) {
    const member = new Member({
      platform: k6Platform,
      url: plan.url,
      transport: transportOf(socket),
      token: accountOf(socket).token,
      roomName: `load-${plan.scenario}-${seatOf(socket, plan).room}`,
      runId: plan.runId,
      name: String(socket),
      textLength: plan.textLength,
      watch,
    })
    mine.push(live(member, makeTimetable(socket, plan), { startedAt, late: watch.late }))
  }
  if (plan.happenings.tour) await tour(vu, watch.refused)
  for (const there of await Promise.all(mine)) if (there) countChecked()
}

const tour = async (vu: number, refused: (code: string) => void): Promise<void> => {
  const client = await SocketIoClient.connect({
    platform: k6Platform,
    url: plan.url,
    transport: transportOf(vu),
    auth: { token: accountOf(vu).token },
    onEvent: () => {},
    onDisconnect: () => {},
  })
  for (const fault of await tourCalls(client, `load-tour-${plan.runId}-${vu}`)) {
    console.error(fault)
    refused(fault)
  }
  client.close()
}

/** Those who log in while the others talk. */
export const logins = async ({ startedAt }: Beginning): Promise<void> =>
  await logInOnSchedule(plan, startedAt, n => {
    const { username, password } = accounts[n % accounts.length] as Account
    return { username, password }
  })

export const handleSummary = (summary: Summary): Record<string, string> => {
  const facts = { about: (__ENV.LOADTEST_ABOUT ?? '').split('\n'), at: Date.now() }
  return {
    [`${folder}/summary.json`]: JSON.stringify(summary, null, 2),
    [`${folder}/page.html`]: renderPage(plan, summary, judge(plan, summary), facts),
  }
}

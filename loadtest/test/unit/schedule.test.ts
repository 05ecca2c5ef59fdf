import { describe, expect, it } from 'vitest'
import type { Plan } from '../../k6/plan/plan.ts'
import { makePlan } from '../../k6/plan/plan.ts'
import { type ScenarioName, scenarioNames } from '../../k6/plan/scenarios.ts'
import { countMessages, makeTimetable, messageTimer, seatOf, userOf } from '../../k6/plan/schedule.ts'
import { type ProfileName, profileNames } from '../../k6/plan/shape.ts'

const planOf = (scenario: ScenarioName, profile: ProfileName = 'small'): Plan =>
  makePlan({ scenario, profile, runId: 'run', url: 'http://127.0.0.1:1' })

const timetables = (plan: Plan) =>
  Array.from({ length: plan.sockets }, (_, socket) => makeTimetable(socket, plan))

const cases = scenarioNames.flatMap(scenario => profileNames.map(profile => [scenario, profile] as const))

describe.each(cases)('%s, %s', (scenario, profile) => {
  const plan = planOf(scenario, profile)

  it('gives each account no more connections than a user may have, and each room different users', () => {
    const perUser = new Map<number, number>()
    const seats = new Set<string>()
    for (let socket = 0; socket < plan.sockets; socket++) {
      const user = userOf(socket, plan)
      perUser.set(user, (perUser.get(user) ?? 0) + 1)
      seats.add(`${seatOf(socket, plan).room} ${user}`)
    }
    expect(perUser.size).toBe(plan.users)
    expect(Math.max(...perUser.values())).toBeLessThanOrEqual(50)
    const perRoom = Math.ceil(plan.sockets / plan.rooms)
    if (plan.users >= perRoom) expect(seats.size).toBe(plan.sockets)
  })

  it('plots the run in a readable number of pieces, without one over its end', () => {
    const { count, seconds } = plan.buckets
    expect(count).toBeGreaterThanOrEqual(5)
    expect(count).toBeLessThanOrEqual(60)
    expect((count - 1) * seconds).toBeLessThan(plan.overAt)
    expect(count * seconds).toBeGreaterThanOrEqual(plan.overAt)
  })
})

describe.each(scenarioNames)('the timetables of %s', scenario => {
  const plan = planOf(scenario)
  const all = timetables(plan)

  it('have every message once, at an even rate, and nobody waits for anybody', () => {
    const times = all.flatMap(({ sendAt }) => sendAt).toSorted((one, other) => one - other)
    expect(times).toHaveLength(countMessages(plan))
    expect(times[0]).toBe(plan.startsAt)
    expect(times.at(-1)).toBeLessThan(plan.endsAt)
    for (const { sendAt, joinAt } of all)
      if (sendAt[0] !== undefined) expect(sendAt[0]).toBeGreaterThan(joinAt)
  })

  it('end with everyone being checked after the last message', () => {
    for (const { checkAt, cutAt } of all) {
      expect(checkAt).toBeGreaterThanOrEqual(plan.endsAt + 2)
      expect(checkAt).toBeLessThanOrEqual(plan.overAt)
      for (const cut of cutAt) expect(cut).toBeLessThan(plan.endsAt)
    }
  })
})

describe('what happens besides', () => {
  it('a peak multiplies the rate for its time', () => {
    const plan = planOf('spike')
    const [peak] = plan.happenings.peaks ?? []
    if (peak === undefined) throw new Error('a spike has no peak')
    const times = timetables(plan).flatMap(({ sendAt }) => sendAt.map(time => time - plan.startsAt))
    const within = times.filter(time => time >= peak.at && time < peak.at + peak.seconds).length
    expect(within).toBe(plan.messagesPerSecond * peak.factor * peak.seconds)
    expect(times.length - within).toBe(plan.messagesPerSecond * (plan.seconds - peak.seconds))
  })

  it('a join storm leaves one in ten in the room to talk and brings the others within its time', () => {
    const plan = planOf('join-storm')
    const joins = plan.happenings.joins ?? { at: 0, within: 0 }
    const late = timetables(plan).filter(({ joinAt }) => joinAt >= plan.startsAt + joins.at)
    expect(late).toHaveLength(plan.sockets * 0.9)
    expect(Math.max(...late.map(({ joinAt }) => joinAt))).toBeLessThan(
      plan.startsAt + joins.at + joins.within,
    )
    expect(late.flatMap(({ sendAt }) => sendAt)).toEqual([])
  })

  it('a reconnect storm takes everyone in one moment', () => {
    const plan = planOf('reconnect-storm')
    const cuts = timetables(plan).map(({ cutAt }) => cutAt)
    expect(cuts).toEqual(cuts.map(() => [plan.startsAt + (plan.happenings.cuts?.[0]?.at ?? 0)]))
  })

  it('the k-th message has its time until the run is over', () => {
    const timeOf = messageTimer({ messagesPerSecond: 4, seconds: 2, happenings: {} })
    expect([0, 1, 7, 8].map(timeOf)).toEqual([0, 0.25, 1.75, undefined])
  })
})

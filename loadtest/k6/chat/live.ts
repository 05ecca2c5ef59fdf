import type { Timetable } from '../plan/schedule.ts'
import type { Member } from './member.ts'

export interface Clock {
  /** Unix ms of the beginning of the run. */
  startedAt: number
  /** How late the generator was with something that was due, ms. */
  late(ms: number): void
}

const waitUntil = (unixMs: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, Math.max(0, unixMs - Date.now())))

/** Takes one member through its timetable. Resolves with whether it was there in the end. */
export const live = async (
  member: Member,
  { connectAt, joinAt, sendAt, cutAt, checkAt }: Timetable,
  { startedAt, late }: Clock,
): Promise<boolean> => {
  const due = async (second: number): Promise<number> => {
    const intendedAt = startedAt + second * 1000
    await waitUntil(intendedAt)
    return intendedAt
  }
  const come = async (): Promise<void> => {
    await member.connect(await due(connectAt))
    await member.join(await due(joinAt))
  }
  const talk = async (): Promise<void> => {
    for (const second of sendAt) {
      const intendedAt = await due(second)
      late(Date.now() - intendedAt)
      member.send(intendedAt)
    }
  }
  const stumble = async (): Promise<void> => {
    for (const second of cutAt) {
      await due(second)
      member.cut()
    }
  }
  const coming = come()
  await Promise.all([talk(), stumble(), due(checkAt)])
  const there = await member.check()
  member.leave()
  await coming
  return there
}

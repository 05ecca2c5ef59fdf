import type { Plan } from '../plan/plan.ts'

/** What happened in a run besides the flow of messages, for the time axis. */
export const listMarks = ({ startsAt, happenings }: Plan): { at: number; text: string }[] => {
  const { peaks = [], cuts = [], joins, logins, scaling = [] } = happenings
  const marks = [
    ...peaks.map(({ at, factor }) => ({ at, text: `${factor} × messages` })),
    ...peaks.map(({ at, seconds }) => ({ at: at + seconds, text: 'as before' })),
    // A series of them, as in a soak, is part of the flow.
    ...(cuts.length > 3 ? [] : cuts.map(({ at }) => ({ at, text: 'connections lost' }))),
    ...(joins ? [{ at: joins.at, text: 'all join' }] : []),
    ...(logins
      ? [
          { at: logins.at, text: `${logins.perSecond} logins a second` },
          { at: logins.at + logins.seconds, text: 'no more' },
        ]
      : []),
    ...scaling.map(({ at, nodes }) => ({ at, text: `${nodes} nodes` })),
  ]
  return marks.map(({ at, text }) => ({ at: startsAt + at, text }))
}

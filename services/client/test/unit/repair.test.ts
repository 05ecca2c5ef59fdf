import type { HistoryPage } from '@socketlink/contract'
import { expect, it } from 'vitest'
import type { RequestApi } from '../../src/http.ts'
import { usualTiming } from '../../src/options.ts'
import { createRepair } from '../../src/repair.ts'
import { emptyTimeline, type Timeline } from '../../src/timeline.ts'
import { createFakeClock } from '../support/fake-clock.ts'

it('a page of another epoch fills nothing: the room is entered again', async () => {
  const clock = createFakeClock()
  const torn: Timeline = { ...emptyTimeline, epoch: 'a', whole: 1, head: 3 }
  let timeline = torn
  let resumes = 0
  const page: HistoryPage = { messages: [], epoch: 'b', seq: 3, hasMore: false }
  const http: RequestApi = async <Answer>() => page as Answer
  const repair = createRepair({ clock, timing: usualTiming, random: () => 1 }, http, {
    openRoom: () => 'room',
    timeline: () => timeline,
    become: next => {
      timeline = next
    },
    resume: () => resumes++,
  })
  repair.check()
  await clock.advance(usualTiming.holeGraceMs)
  expect(resumes).toBe(1)
  expect(timeline).toBe(torn)
  timeline = { ...emptyTimeline, epoch: 'b', whole: 3, head: 3 }
  await clock.advance(usualTiming.retryMaxMs)
  expect(resumes).toBe(1)
  expect(clock.waiting).toBe(0)
})

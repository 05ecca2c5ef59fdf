import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { listCalls } from '../checker/count-calls.ts'
import { fillDisk } from '../faults/disk-faults.ts'
import { fillMemory } from '../faults/redis-faults.ts'
import type { Fault } from '../faults/undo.ts'
import { brokenTime, claim, clientsLost, deliveryBackWithin, longestCallWithin } from './figures.ts'
import type { Claim, Outcome, Play, Scenario } from './scenario.ts'

/** Sends that failed meanwhile failed with a code that says "later"; at least one did, or nothing was broken. */
const clearErrors = (outcome: Outcome): Claim[] => {
  const { start, end } = brokenTime(outcome)
  const sends = listCalls(outcome.history).filter(call => call.name === 'send_message' && call.start >= start)
  const failed = sends.filter(call => call.outcome === 'fail' && call.start < end)
  const notKept = sends.filter(call => call.outcome === 'ok' && call.persisted === false)
  return [
    claim('sends not refused at all', failed.length + notKept.length > 0 ? 0 : 1, 0),
    claim('unclear errors', failed.filter(({ code }) => code !== 'unavailable').length, 0),
    longestCallWithin(outcome, 3500),
    clientsLost(outcome, 0),
    deliveryBackWithin(outcome, 3000),
  ]
}

const refuse = async ({ stage, during }: Play, begin: (stage: Play['stage']) => Promise<Fault>) => {
  await during('Redis refuses writes', async () => {
    await using _refusing = await begin(stage)
    await delay(3000)
  })
  return clearErrors
}

export const fullMemoryScenario: Scenario = {
  name: 'full-memory',
  fault: 'maxmemory reached',
  promise: 'a clear error, no phantom; recovers by itself',
  run: play => refuse(play, fillMemory),
}

export const fullDiskScenario: Scenario = {
  name: 'full-disk',
  fault: 'disk full: no file of Redis may grow',
  promise: 'a clear error, no phantom; recovers by itself',
  obstacle: async () => {
    const found = await promisify(execFile)('prlimit', ['--version']).catch(() => undefined)
    return found ? undefined : 'prlimit is not installed (package util-linux, Linux only)'
  },
  run: play => refuse(play, fillDisk),
}

import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { Generator } from '../generator.ts'
import { joinCalmly } from '../join-calmly.ts'
import { startSystem } from '../system.ts'
import { measureTraffic } from '../traffic.ts'

const members = 50
const loginsPerSecond = 50

/** Logs one account in again and again until it is stopped; resolves with how the answers came out. */
const storm = async (url: string, account: object, stopped: AbortSignal): Promise<Record<string, number>> => {
  const outcomes: Record<string, number> = {}
  const all: Promise<void>[] = []
  const post = async (): Promise<void> => {
    const answer = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    })
    await answer.arrayBuffer()
    outcomes[answer.status] = (outcomes[answer.status] ?? 0) + 1
  }
  while (!stopped.aborted) {
    all.push(post().catch(() => {}))
    await wait(1000 / loginsPerSecond)
  }
  await Promise.all(all)
  return outcomes
}

const run = async ({ quick, rounds, signal, say }: Bench): Promise<Outcome> => {
  const generator = new Generator(1, 10)
  const system = await startSystem('socketlink', { nodes: 2, signal }).catch(async error => {
    await generator.end()
    throw error
  })
  try {
    const { url } = system.cluster
    const account = { username: 'storm', password: randomBytes(9).toString('base64url') }
    await fetch(`${url}/api/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    })
    await joinCalmly(
      system,
      generator,
      Array.from({ length: members }, () => 'calm'),
      signal,
    )
    const load = { rate: 100, members, warmUpSeconds: 1, seconds: quick ? 3 : 8 }
    const before: number[] = []
    const during: number[] = []
    const answers: Record<string, number>[] = []
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}: calm, then ${loginsPerSecond} logins a second`)
      before.push((await measureTraffic(system, generator, load, signal)).ackP99)
      const stop = new AbortController()
      const storming = storm(url, account, stop.signal)
      during.push((await measureTraffic(system, generator, load, signal)).ackP99)
      stop.abort()
      answers.push(await storming)
    }
    const [calm, stormy] = [spread(before), spread(during)]
    return {
      findings: [
        {
          what: 'send p99 of others during a login storm ÷ before',
          unit: 'ms',
          socketlink: stormy,
          value: stormy.median / calm.median,
          target: { most: 1.5 },
        },
      ],
      details: { before, during, answers },
    }
  } finally {
    await generator.end()
    await system.stop()
  }
}

export const loginStorm: Scenario = {
  name: 'login-storm',
  about: 'people send while 50 others a second log in',
  run,
}

import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { spread } from '../../statistics.ts'
import type { Bench, Finding, Outcome, Scenario } from '../bench.ts'
import { Generator } from '../generator.ts'
import { joinCalmly } from '../join-calmly.ts'
import { RawPoster } from '../raw-poster.ts'
import { startSystem } from '../system.ts'
import { measureTraffic } from '../traffic.ts'

const members = 50
const loginsPerSecond = 50

/** Sends a login again and again until it is stopped; resolves with how the answers came out. */
const storm = async (url: string, login: object, stopped: AbortSignal): Promise<Record<string, number>> => {
  const outcomes: Record<string, number> = {}
  const all: Promise<void>[] = []
  const poster = new RawPoster(`${url}/api/auth/login`, login)
  const post = async (): Promise<void> => {
    const status = await poster.post()
    outcomes[status] = (outcomes[status] ?? 0) + 1
  }
  while (!stopped.aborted) {
    all.push(post().catch(() => {}))
    await wait(1000 / loginsPerSecond)
  }
  await Promise.all(all)
  poster.close()
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
    const load = { rate: 100, members, warmUpSeconds: 1, seconds: quick ? 3 : 6 }
    const measure = async () => (await measureTraffic(system, generator, load, signal)).ackP99
    const before: number[] = []
    const [refused, during]: [number[], number[]] = [[], []]
    const answers: Record<string, number>[] = []
    const measureDuring = async (login: object, figures: number[]) => {
      const stop = new AbortController()
      const storming = storm(url, login, stop.signal)
      figures.push(await measure())
      stop.abort()
      answers.push(await storming)
    }
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}: calm, then ${loginsPerSecond} logins a second`)
      before.push(await measure())
      // As many requests, of which none is hashed: what is left is the hashing.
      await measureDuring({ username: account.username }, refused)
      await measureDuring(account, during)
    }
    const calm = spread(before).median
    const finding = (what: string, figures: number[], target?: Finding['target']): Finding => {
      const socketlink = spread(figures)
      return { what, unit: 'ms', socketlink, value: socketlink.median / calm, ...(target && { target }) }
    }
    return {
      findings: [
        finding('send p99 of others during a login storm ÷ before', during, { most: 1.5 }),
        finding('the same while as many logins are refused unhashed', refused),
      ],
      details: { before, refused, during, answers },
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

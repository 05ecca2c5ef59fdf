import http from 'k6/http'
import type { Plan } from '../plan/plan.ts'
import { noteLogin } from './metrics.ts'

interface Credentials {
  username: string
  password: string
}

const headers = { 'content-type': 'application/json' }

/** Logs in on a schedule, whether or not the logins before were answered. */
export const logInOnSchedule = async (
  { url, startsAt, happenings }: Plan,
  startedAt: number,
  credentialsOf: (n: number) => Credentials,
): Promise<void> => {
  const { logins } = happenings
  if (logins === undefined) return
  const answers: Promise<void>[] = []
  for (let n = 0; n < logins.perSecond * logins.seconds; n++) {
    const intendedAt = startedAt + (startsAt + logins.at + n / logins.perSecond) * 1000
    await new Promise<void>(resolve => setTimeout(resolve, Math.max(0, intendedAt - Date.now())))
    const body = JSON.stringify(credentialsOf(n))
    const answer = http.asyncRequest('POST', `${url}/api/auth/login`, body, { headers, timeout: '30s' })
    answers.push(answer.then(({ status }) => noteLogin(Date.now() - intendedAt, status)))
  }
  await Promise.all(answers)
}

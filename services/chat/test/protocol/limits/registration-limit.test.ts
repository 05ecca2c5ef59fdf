import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('registration: 60 an hour from one address, over all nodes', () => {
  const target = useTarget({ settings: { SOCKETLINK_REGISTRATIONS_PER_HOUR: '' } })

  it('makes 60 accounts and refuses the next, on every node', async () => {
    const register = (n: number) => {
      const { url } = target.nodes[n % target.nodes.length] ?? { url: '' }
      const body = { username: uniqueName('many'), password: 'a quiet place' }
      return requestApi(url, '/api/auth/register', { body })
    }
    const made: number[] = []
    for (let n = 0; n < 60; n++) made.push((await register(n)).status)
    expect(new Set(made)).toEqual(new Set([201]))
    for (const [n] of target.nodes.entries()) {
      const answer = await register(n)
      expect(answer).toMatchObject({ status: 429, body: errorBody('rate_limited') })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })
})

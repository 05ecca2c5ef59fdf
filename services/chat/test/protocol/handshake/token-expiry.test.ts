import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { errorBody, refusal } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('a token that ends while it is in use', () => {
  const target = useTarget({ settings: { SOCKETLINK_TOKEN_TTL_SECONDS: '3' } })

  it('ends the socket with an error token_expired, and lets nobody in any more', async () => {
    const alice = await target.person('alice')
    const client = await alice.connect()
    await client.join('short-lived')
    expect(await client.next('error')).toEqual(refusal('token_expired'))
    expect(Date.now()).toBeGreaterThanOrEqual(alice.expiresAt)
    await client.gone()
    expect(client.disconnects).toEqual(['io server disconnect'])
    await eventually(async () =>
      expect(await alice.api('/api/auth/me')).toMatchObject({
        status: 401,
        body: errorBody('token_expired'),
      }),
    )
    expect(await alice.connect().catch(error => error)).toMatchObject({ data: refusal('token_expired') })
  })
})

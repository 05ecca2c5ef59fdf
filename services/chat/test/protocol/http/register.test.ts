import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody, uuidV7 } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

// Which names and passwords are refused: ../identity. The limit: ../limits.
describe('POST /api/auth/register', () => {
  const target = useTarget()
  const register = (body: unknown) => requestApi(target.url, '/api/auth/register', { body })

  it('answers 201 with the new account', async () => {
    const username = uniqueName('Alice')
    const answer = await register({ username, password: 'a quiet place' })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ success: true, userId: expect.stringMatching(uuidV7), username })
  })

  it('answers 409 username_taken the second time', async () => {
    const body = { username: uniqueName('twice'), password: 'a quiet place' }
    await register(body)
    const answer = await register({ ...body, password: 'another place' })
    expect(answer).toMatchObject({ status: 409, body: errorBody('username_taken') })
  })

  it('answers 400 to unknown properties, and makes no account', async () => {
    const body = { username: uniqueName('admin'), password: 'a quiet place' }
    expect(await register({ ...body, role: 'admin' })).toMatchObject({
      status: 400,
      body: errorBody('bad_request'),
    })
    expect((await register(body)).status).toBe(201)
  })

  it.each([['{}'], ['null'], ['[]'], ['"alice"'], ['42'], ['{"username":"somebody9"}']])(
    'answers 400 to %s',
    async body => {
      const answer = await register(body)
      expect(answer).toMatchObject({
        status: 400,
        body: { code: expect.stringMatching(/^(bad_request|invalid_)/) },
      })
    },
  )
})

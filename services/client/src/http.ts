import type { ErrorCode } from '@socketlink/contract'
import { ClientError, endsSession, localError } from './errors.ts'
import type { Context } from './options.ts'

export interface ApiCall {
  body?: object
  query?: Record<string, string | number | undefined>
  /** Whether the call speaks for the user who is logged in. */
  asUser?: boolean
}

/** Makes one call of the HTTP API; rejects with a ClientError. */
export type RequestApi = <Body>(path: string, call?: ApiCall) => Promise<Body>

export interface HttpSession {
  token(): string | undefined
  /** The token is no longer accepted. */
  ended(error: ClientError): void
}

const queryString = (query: ApiCall['query'] = {}): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`
}

const readError = async (answer: Response): Promise<ClientError> => {
  const body = (await answer.json().catch(() => undefined)) as
    | { error?: string; code?: ErrorCode }
    | undefined
  const { status, headers } = answer
  const retryAfter = headers.get('retry-after')
  // A proxy in between may answer without a code.
  const byStatus = status === 429 ? 'rate_limited' : status > 501 ? 'unavailable' : 'internal'
  return new ClientError({
    code: body?.code ?? byStatus,
    message: body?.error ?? `HTTP ${status}`,
    retryable: status === 429 || status >= 500,
    ...(retryAfter === null ? {} : { retryAfterMs: (Number(retryAfter) || 0) * 1000 }),
  })
}

export const createHttp =
  ({ url, fetch, timing }: Context, session: HttpSession): RequestApi =>
  async <Body>(path: string, { body, query, asUser = true }: ApiCall = {}): Promise<Body> => {
    const token = asUser ? session.token() : undefined
    if (asUser && token === undefined) throw localError('unauthenticated')
    const answer = await fetch(url + path + queryString(query), {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(timing.httpMs),
    }).catch(() => {
      throw localError('unavailable')
    })
    if (!answer.ok) {
      const error = await readError(answer)
      // A login made meanwhile is not ended by an answer to the one before.
      if (token !== undefined && token === session.token() && endsSession(error.code)) session.ended(error)
      throw error
    }
    return (await answer.json().catch(() => {
      throw localError('unavailable')
    })) as Body
  }

import type { ErrorCode } from '@socketlink/contract'
import { errorBody, errorCatalogue } from '@socketlink/contract'
import { z } from 'zod'

/** What every call can fail with. */
const always: ErrorCode[] = ['bad_request', 'internal']

/**
 * The answers by which a call says what went wrong, for its `response` schema: one for each status, with the codes it
 * may carry.
 */
export const failures = (...codes: ErrorCode[]) => {
  const byStatus = Map.groupBy(new Set([...codes, ...always]), code => errorCatalogue[code].status)
  const answers = [...byStatus].map(([status, group]) => {
    const description = group.map(code => `\`${code}\`: ${errorCatalogue[code].message}`).join('\n\n')
    return [status, errorBody.extend({ code: z.enum(group) }).meta({ description })] as const
  })
  return Object.fromEntries(answers)
}

/** What a call for logged-in users can fail with besides. */
export const unauthenticated = ['unauthenticated', 'token_expired'] as const satisfies ErrorCode[]

/** What a call with a body can fail with besides. */
export const badBody = ['payload_too_large', 'unsupported_media_type'] as const satisfies ErrorCode[]

/** A call for logged-in users, in the OpenAPI document. */
export const bearerAuth: Record<string, string[]>[] = [{ bearer: [] }]

import type { ClientError } from './errors.ts'
import { endsSession } from './errors.ts'

/**
 * What becomes of a message whose send was refused.
 * - `wait`: the same again later
 * - `rejoin`: the node does not know that we are in the room; enter it, then the same again
 * - `fail`: the user has to decide
 */
export type Verdict = 'wait' | 'rejoin' | 'fail'

/** A fault of the server is repeated so often before it counts as the message's own. */
const internalFailuresMax = 5

/** Judges by the error and by how many failures of this message came before. */
export const judgeFailure = (
  { code, retryable }: Pick<ClientError, 'code' | 'retryable'>,
  failuresBefore: number,
): Verdict => {
  if (code === 'not_in_room') return 'rejoin'
  // The message waits for the next login.
  if (endsSession(code)) return 'wait'
  if (code === 'internal' && failuresBefore + 1 >= internalFailuresMax) return 'fail'
  return retryable ? 'wait' : 'fail'
}

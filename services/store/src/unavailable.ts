import { ProtocolError } from '@socketlink/contract'
import { ErrorReply } from 'redis'

/** Replies by which Redis says "not now": full memory or disk, still loading, a replica, a slot on the move. */
const notNow = /^(OOM|MISCONF|LOADING|READONLY|BUSY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS)\b/

/**
 * Turns a failed Redis call into what the caller may tell a client: `unavailable` when Redis is away or refuses for
 * the moment; anything else is a fault of ours and stays as it is.
 */
export const asUnavailable = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof ProtocolError || error instanceof TypeError) return error
  if (error instanceof ErrorReply && !notNow.test(error.message)) return error
  return new ProtocolError('unavailable', { cause: error })
}

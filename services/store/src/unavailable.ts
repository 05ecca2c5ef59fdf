import { ProtocolError } from '@socketlink/contract'
import { ErrorReply } from 'redis'

/** Replies by which Redis says "not now": full memory or disk, a replica, a slot on the move. */
const notNow = /^(OOM|MISCONF|READONLY|BUSY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS)\b/
/** It is there again and has not read its data yet. */
const loading = /^LOADING\b/
/** More calls wait than the client takes (redis-client.ts): this one was never sent. */
const queueFull = 'The queue is full'

/**
 * Redis is away: not reached, or lost before it answered. Then whether the call took effect is not known. A client that
 * is told of it hears `unavailable`.
 */
export class UnreachableError extends ProtocolError {
  constructor(cause: unknown) {
    super('unavailable', { cause })
    this.name = 'UnreachableError'
  }
}

/**
 * Turns a failed Redis call into what the caller may tell a client: an UnreachableError when Redis is away, `unavailable`
 * when it is there and refuses for the moment; anything else is a fault of ours and stays as it is.
 */
export const asUnavailable = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof ProtocolError || error instanceof TypeError) return error
  if (error instanceof ErrorReply) {
    if (loading.test(error.message)) return new UnreachableError(error)
    return notNow.test(error.message) ? new ProtocolError('unavailable', { cause: error }) : error
  }
  return error.message === queueFull
    ? new ProtocolError('unavailable', { cause: error })
    : new UnreachableError(error)
}

/** The same for whatever rejects. */
export const unavailableIfFailed = <Result>(call: Promise<Result>): Promise<Result> =>
  call.catch(error => Promise.reject(asUnavailable(error)))

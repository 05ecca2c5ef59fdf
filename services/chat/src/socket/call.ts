import type { CallInput, CallName, CallResults } from '@socketlink/contract'
import type { Context } from '../context.ts'
import type { Session } from './session.ts'

/** A client's call: takes a checked input, returns what the ack carries. `signal` aborts when the client was told no. */
export type Call<Name extends CallName> = (
  context: Context,
  session: Session,
  input: CallInput<Name>,
  signal: AbortSignal,
) => Promise<CallResults[Name]>

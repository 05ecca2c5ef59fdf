import { z } from 'zod'
import type { CallError } from './errors.ts'
import type { Position } from './names.ts'
import { clientMessageId, position, roomName, text } from './names.ts'

/** An unknown property is `bad_request`; a payload that is no object fails as its main property would. */
const payload =
  (code: string) =>
  (issue: { code?: string }): string =>
    issue.code === 'unrecognized_keys' ? 'bad_request' : code

/** What each client call takes. Calls whose input is "none" accept and ignore whatever comes. */
export const callInputs = {
  create_room: z.strictObject({ roomName }, { error: payload('invalid_room_name') }),
  join_room: z.strictObject(
    { roomName, after: position.optional() },
    { error: payload('invalid_room_name') },
  ),
  leave_room: z.unknown(),
  send_message: z.strictObject(
    { text, clientMessageId: clientMessageId.optional() },
    { error: payload('empty_message') },
  ),
  typing: z.unknown(),
  stop_typing: z.unknown(),
} as const

export type CallName = keyof typeof callInputs
export type CallInput<Name extends CallName> = z.output<(typeof callInputs)[Name]>

/** How much of what was missed a join brought back. */
export type Recovery = 'complete' | 'gap' | 'reset' | 'none'

export interface JoinResult extends Position {
  roomName: string
  /** At most 100 names. */
  users: string[]
  /** Exact. */
  userCount: number
  recovery: Recovery
}

interface Acked {
  messageId: string
  /** Unix milliseconds. */
  timestamp: number
  /** It was sent before. */
  duplicate: boolean
}

/** The message has its place in the history. */
export interface KeptSend extends Acked, Position {
  persisted: true
}

/**
 * To be sent again. Redis is away: who is on the same node has seen the message, and it is kept nowhere. Or it is in the
 * room, and on too few replicas yet.
 */
export interface ProvisionalSend extends Acked {
  persisted: false
  seq?: never
  epoch?: never
}

export type SendResult = KeptSend | ProvisionalSend

/** What each call's ack carries beside `ok: true`. */
export interface CallResults {
  create_room: { roomName: string }
  join_room: JoinResult
  leave_room: { roomName: string }
  send_message: SendResult
  typing: Record<never, never>
  stop_typing: Record<never, never>
}

export type Ack<Name extends CallName> = ({ ok: true } & CallResults[Name]) | { ok: false; error: CallError }

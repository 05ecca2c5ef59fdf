import type { Ack, CallInput, Position, SendResult } from '@socketlink/contract'
import type { Claim } from '../checker/recorded-history.ts'
import type { Note, Recorder } from './recorder.ts'

/** Whatever can make a call and wait for its ack; rejects when none comes. */
export interface Caller {
  emitWithAck(name: string, input: unknown): Promise<unknown>
}

type Recorded = 'join_room' | 'send_message'

interface CallOptions<Name extends Recorded> {
  recorder: Recorder
  note: Note
  name: Name
  input: CallInput<Name>
  roomName: string
  senderId: string
  /** When it was meant to be made, in ms of `performance.now()`. */
  due?: number | undefined
}

/** Makes one call and writes down how it ended: `ok`, `fail` or, when no answer came, `unknown`; then it rejects. */
export const recordCall = async <Name extends Recorded>(
  caller: Caller,
  { recorder, note, name, input, roomName, senderId, due }: CallOptions<Name>,
): Promise<Ack<Name>> => {
  const call = recorder.nextCall()
  note({ type: 'invoke', call, name, roomName, ...(due === undefined ? {} : { due }) })
  let ack: Ack<Name>
  try {
    ack = (await caller.emitWithAck(name, input)) as Ack<Name>
  } catch (error) {
    note({ type: 'unknown', call })
    throw error
  }
  if (!ack.ok) note({ type: 'fail', call, code: ack.error.code })
  else if (name !== 'send_message') note({ type: 'ok', call })
  else {
    const sent = ack as unknown as SendResult
    const { messageId, persisted, duplicate } = sent
    const { epoch, seq } = sent as Partial<Position>
    const { clientMessageId } = input as CallInput<'send_message'>
    const claim: Claim = { roomName, messageId, senderId, clientMessageId, epoch, seq, persisted, duplicate }
    note({ type: 'ok', call, claim })
  }
  return ack
}

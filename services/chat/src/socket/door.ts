import type { CallError, CallInput, CallName } from '@socketlink/contract'
import { callInputs, isErrorCode, ProtocolError } from '@socketlink/contract'
import type { Context } from '../context.ts'
import type { Call } from './call.ts'
import { createRoom } from './calls/create-room.ts'
import { joinRoom } from './calls/join-room.ts'
import { leaveRoom } from './calls/leave-room.ts'
import { sendMessage } from './calls/send-message.ts'
import { startTyping, stopTyping } from './calls/typing.ts'
import type { ChatSocket, Session } from './session.ts'

const calls: { [Name in CallName]: Call<Name> } = {
  create_room: createRoom,
  join_room: joinRoom,
  leave_room: leaveRoom,
  send_message: sendMessage,
  typing: startTyping,
  stop_typing: stopTyping,
}

/** No call may take longer than 3.5 s, whatever Redis does. */
const deadlineMs = 3300
/** Calls of one socket that may be under way at once. */
const callsAtOnce = 1000

const isCallName = (name: string): name is CallName => Object.hasOwn(callInputs, name)

const parseInput = (name: CallName, input: unknown): unknown => {
  const parsed = callInputs[name].safeParse(input)
  if (parsed.success) return parsed.data
  const code = parsed.error.issues[0]?.message ?? ''
  throw new ProtocolError(isErrorCode(code) ? code : 'bad_request')
}

const withinDeadline = async <Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
  const abort = new AbortController()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const error = new ProtocolError('unavailable')
    abort.abort(error)
    late.reject(error)
  }, deadlineMs)
  try {
    return await Promise.race([run(abort.signal), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The one door for what clients say: checks the input, runs the call, answers, counts, and catches. Whatever comes in,
 * nothing gets out of here but an ack or an `error` event to that client.
 */
export class Door {
  readonly #context: Context
  readonly #idle: (() => void)[] = []
  #underWay = 0

  /** One function for all sessions, called as a method of the socket that says something. */
  readonly #onCall: (this: ChatSocket, name: string, ...args: unknown[]) => void

  constructor(context: Context) {
    this.#context = context
    const take = (session: Session, name: string, args: unknown[]) => this.#take(session, name, args)
    this.#onCall = function (name, ...args) {
      take(this.data.session, name, args)
    }
  }

  /** Lets a session in: from now on each of its calls is answered. */
  admit(session: Session): void {
    session.socket.onAny(this.#onCall)
  }

  #take(session: Session, name: string, args: unknown[]): void {
    const last = args.at(-1)
    const ack = typeof last === 'function' ? (last as (answer: object) => void) : undefined
    const input = args[0] === last && ack ? undefined : args[0]
    const crowded = session.callsUnderWay >= callsAtOnce
    session.callsUnderWay++
    this.#underWay++
    void this.#handle(session, name, input, ack, crowded).finally(() => {
      session.callsUnderWay--
      this.#underWay--
      if (this.#underWay === 0) for (const resolve of this.#idle.splice(0)) resolve()
    })
  }

  /** Resolves when no call is under way. */
  async idle(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>(resolve => this.#idle.push(resolve))
  }

  async #handle(
    session: Session,
    name: string,
    input: unknown,
    ack: ((answer: object) => void) | undefined,
    crowded: boolean,
  ): Promise<void> {
    const { metrics } = this.#context
    const label = isCallName(name) ? name : 'unknown'
    const done = metrics.callSeconds.startTimer({ call: label })
    try {
      if (!isCallName(name)) throw new ProtocolError('bad_request', { message: 'There is no such call.' })
      if (!this.#context.slowClients.takesCalls(session))
        throw new ProtocolError('rate_limited', { retryAfterMs: 1000 })
      if (crowded) throw new ProtocolError('rate_limited', { retryAfterMs: 1000 })
      const call = calls[name] as Call<CallName>
      const checked = parseInput(name, input) as CallInput<CallName>
      const result = await withinDeadline(signal => call(this.#context, session, checked, signal))
      ack?.({ ok: true, ...result })
      done({ outcome: 'ok' })
    } catch (error) {
      const answer = this.#explain(name, error)
      if (ack) ack({ ok: false, error: answer })
      else session.socket.emit('error', answer)
      done({ outcome: answer.code })
    }
  }

  #explain(call: string, error: unknown): CallError {
    if (error instanceof ProtocolError) return error.toCallError()
    this.#context.log.error({ event: 'call_failed', call, err: error }, 'a call failed')
    return new ProtocolError('internal').toCallError()
  }
}

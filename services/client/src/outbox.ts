import type { CallInput, KeptSend, SendResult } from '@socketlink/contract'
import { createBackOff } from './back-off.ts'
import { createTimer } from './clock.ts'
import { toClientError } from './errors.ts'
import type { Context } from './options.ts'
import type { OutboxEntries, OutboxEntry } from './outbox-entries.ts'
import { judgeFailure } from './outbox-policy.ts'

export interface OutboxTies {
  /** The room that messages can go to at the moment. */
  openRoom(): string | undefined
  send(input: CallInput<'send_message'>): Promise<SendResult>
  /** A message is in the history. False when it is not known yet where; then it stays until the room was entered again. */
  kept(entry: OutboxEntry, result: KeptSend): boolean
  /** The node says that we are not in the room. */
  notInRoom(): void
}

export interface Outbox {
  /** Sends what can be sent; to be called when a message was added or a room was entered. */
  flush(): void
  /** Makes waits void: the connection is a new one. */
  reset(): void
}

/**
 * Sends the messages of the open room one at a time in their order, each with the same id until it is acked as kept. An
 * error stops the row until its time has come. Messages acked without being kept do not stop it, and each later pass
 * begins with them.
 */
export const createOutbox = (
  context: Pick<Context, 'clock' | 'timing' | 'random'>,
  entries: OutboxEntries,
  ties: OutboxTies,
): Outbox => {
  const { clock } = context
  const backOff = createBackOff(context)
  const timer = createTimer(clock)
  const failures = new Map<string, number>()
  let running = false
  let again = false
  let notBefore = 0

  const settle = (entry: OutboxEntry, result: SendResult): void => {
    failures.delete(entry.clientMessageId)
    if (result.persisted) {
      if (ties.kept(entry, result)) entries.remove(entry.clientMessageId)
    } else entries.update(entry.clientMessageId, { state: 'provisional' })
  }

  /** Returns whether the row goes on. */
  const refused = (entry: OutboxEntry, reason: unknown): boolean => {
    // A connection that is lost is no fault of the message: entering the room again sends it again.
    if (ties.openRoom() !== entry.roomName) return false
    const error = toClientError(reason)
    const before = failures.get(entry.clientMessageId) ?? 0
    const verdict = judgeFailure(error, before)
    if (verdict === 'fail') {
      failures.delete(entry.clientMessageId)
      entries.update(entry.clientMessageId, { state: 'failed', error: error.code })
      return true
    }
    failures.set(entry.clientMessageId, before + 1)
    if (verdict === 'rejoin') ties.notInRoom()
    else pause(backOff.next(error.retryAfterMs))
    return false
  }

  const pause = (ms: number): void => {
    notBefore = clock.now() + ms
    timer.set(ms, flush)
  }

  const pass = async (): Promise<void> => {
    const roomName = ties.openRoom()
    const row = entries.all.filter(entry => entry.roomName === roomName && entry.state !== 'failed')
    for (const { clientMessageId } of row) {
      const entry = entries.find(clientMessageId)
      if (entry === undefined || entry.state === 'failed') continue
      if (ties.openRoom() !== roomName) return
      try {
        settle(entry, await ties.send({ text: entry.text, clientMessageId }))
      } catch (reason) {
        if (!refused(entry, reason)) return
      }
    }
    const isProvisional = entries.all.some(
      entry => entry.roomName === roomName && entry.state === 'provisional',
    )
    if (isProvisional) timer.set(backOff.next(), flush)
    else backOff.reset()
  }

  const run = async (): Promise<void> => {
    running = true
    do {
      again = false
      timer.clear()
      await pass()
    } while (again && clock.now() >= notBefore)
    running = false
  }

  function flush(): void {
    if (clock.now() < notBefore) return
    if (running) again = true
    else void run()
  }

  return {
    flush,
    reset: () => {
      notBefore = 0
      timer.clear()
      backOff.reset()
    },
  }
}

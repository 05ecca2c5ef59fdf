import { createTimer } from './clock.ts'
import type { Context } from './options.ts'

export interface Typing {
  /** To be called at every key. */
  typing(): void
  /** The user has sent the message, or has gone. */
  stop(): void
  /** Whatever was said is void: the room or the connection is another one. */
  forget(): void
}

/** Tells the others in the room that the user types: seldom, and the end of it after a while of silence. */
export const createTyping = (
  { clock, timing }: Pick<Context, 'clock' | 'timing'>,
  tell: (call: 'typing' | 'stop_typing') => void,
): Typing => {
  const silence = createTimer(clock)
  let toldAt: number | undefined
  const stop = (): void => {
    silence.clear()
    if (toldAt === undefined) return
    toldAt = undefined
    tell('stop_typing')
  }
  return {
    typing: () => {
      silence.set(timing.typingSilenceMs, stop)
      if (toldAt !== undefined && clock.now() - toldAt < timing.typingRepeatMs) return
      toldAt = clock.now()
      tell('typing')
    },
    stop,
    forget: () => {
      silence.clear()
      toldAt = undefined
    },
  }
}

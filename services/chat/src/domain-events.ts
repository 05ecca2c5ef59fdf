import type { Message, ProvisionalSend } from '@socketlink/contract'
import type { Logger } from 'pino'

/** What happens in the chat, inside this process. Never the name or shape of a client's event. */
export interface DomainEventMap {
  message_created: { message: Message; duplicate: boolean; elapsedMs: number }
  /** Redis is away; members on this node have seen it. */
  message_shown: ProvisionalSend & { roomName: string; senderId: string }
  room_created: { roomName: string; createdBy: string }
  room_deleted: { roomName: string }
  user_registered: { userId: string; username: string }
  user_joined: { roomName: string; username: string; userCount: number }
  user_left: { roomName: string; username: string; userCount: number }
}

type Listener<Name extends keyof DomainEventMap> = (event: DomainEventMap[Name]) => void | Promise<void>

/**
 * Typed domain events. Whoever emits knows no listener, and a listener that throws or rejects is logged and harms
 * neither the emitter nor the others.
 */
export class DomainEvents {
  readonly #listeners = new Map<keyof DomainEventMap, Set<Listener<never>>>()
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  /** Subscribes; the answer unsubscribes. */
  on<Name extends keyof DomainEventMap>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as Listener<never>)
    return () => listeners.delete(listener as Listener<never>)
  }

  emit<Name extends keyof DomainEventMap>(name: Name, event: DomainEventMap[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        const pending = (listener as Listener<Name>)(event)
        if (pending instanceof Promise) pending.catch(error => this.#report(name, error))
      } catch (error) {
        this.#report(name, error)
      }
    }
  }

  #report(name: string, error: unknown): void {
    this.#log.error({ event: 'listener_failed', listener: name, err: error }, 'a listener failed')
  }
}

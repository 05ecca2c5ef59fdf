import { setInterval as every } from 'node:timers/promises'
import type { Person } from '../../services/chat/test/support/client.ts'
import type { Member, Message, Sent } from './compose-member.ts'

/** Members who talk until they are told to stop. */
export class Traffic {
  readonly acked: { roomName: string; sent: Sent }[] = []
  readonly #stop = new AbortController()
  readonly #talking: Promise<void>[] = []

  /** Lets somebody send a message each `intervalMs`, one after the other. */
  start(member: Member, intervalMs: number): void {
    this.#talking.push(this.#talk(member, intervalMs))
  }

  /** Resolves when the last message of each is acked; rejects when a send was refused for good. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#talking)
  }

  async #talk(member: Member, intervalMs: number): Promise<void> {
    let count = 0
    try {
      for await (const _ of every(intervalMs, undefined, { signal: this.#stop.signal })) {
        count += 1
        const sent = await member.send(`${member.client.username}-${count}`)
        this.acked.push({ roomName: member.roomName, sent })
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error
    }
  }
}

/** A room's whole history over HTTP, oldest first. */
export const readHistory = async (person: Person, roomName: string): Promise<Message[]> => {
  const messages: Message[] = []
  for (;;) {
    const path = `/api/rooms/${roomName}/messages?limit=100&after=${messages.at(-1)?.seq ?? 0}`
    const { status, body } = await person.api<{ messages: Message[]; hasMore: boolean }>(path)
    if (status !== 200) throw new Error(`history: ${status} ${JSON.stringify(body)}`)
    messages.push(...body.messages)
    if (!body.hasMore) return messages
  }
}

import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Client } from './client.ts'
import { uniqueName } from './person.ts'
import type { Target } from './target.ts'

/** Two healthy clients who talk while somebody else misbehaves: whoever harms the node harms them. */
export class Witness {
  readonly #target: Target
  readonly #clients: Client[]

  private constructor(target: Target, clients: Client[]) {
    this.#target = target
    this.#clients = clients
  }

  static async of(target: Target): Promise<Witness> {
    const roomName = uniqueName('witness')
    const clients = await target.conversation('witness', 'listener', 'listener')
    for (const client of clients) await client.join(roomName)
    return new Witness(target, clients)
  }

  /** Every node still delivers to every other, nobody was thrown out, and every process lives. */
  async check(): Promise<void> {
    for (const speaker of this.#clients) {
      const text = randomUUID()
      await speaker.say(text)
      await Promise.all(
        this.#clients.map(client => client.next('new_message', message => message.text === text)),
      )
    }
    expect(this.#clients.flatMap(client => client.disconnects)).toEqual([])
    for (const { pid } of this.#target.nodes) if (pid !== undefined) process.kill(pid, 0)
  }
}

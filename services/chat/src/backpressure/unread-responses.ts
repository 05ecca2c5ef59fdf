import { type IncomingMessage, ServerResponse } from 'node:http'

/** Answers to polls that their clients have not read to the end, by session id. */
export class UnreadResponses {
  readonly #open = new Map<string, Set<ServerResponse>>()

  /** Follows the answer to one request until it has left the process. */
  track({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
    const id = new URL(url, 'http://node').searchParams.get('sid')
    // An upgrade has none; what Engine.IO hands over instead of one holds nothing, and lives as long as the connection.
    if (id === null || method !== 'GET' || !(response instanceof ServerResponse)) return
    const responses = this.#open.get(id) ?? new Set()
    this.#open.set(id, responses.add(response))
    response.once('close', () => {
      responses.delete(response)
      if (responses.size === 0) this.#open.delete(id)
    })
  }

  /** Bytes that this process holds of them. */
  bytesOf(id: string): number {
    let bytes = 0
    for (const response of this.#open.get(id) ?? []) bytes += response.writableLength
    return bytes
  }

  /** Gives them up. */
  destroy(id: string): void {
    for (const response of this.#open.get(id) ?? []) response.destroy()
  }
}

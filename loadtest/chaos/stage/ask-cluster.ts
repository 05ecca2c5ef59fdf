import type { HistoryPage, JoinResult } from '@socketlink/contract'
import { io } from 'socket.io-client'
import type { KeptRoom } from '../checker/recorded-history.ts'
import type { Person } from '../clients/chaos-client.ts'
import { seen } from '../clients/seen-message.ts'

/** Asks a cluster what a client may ask it, as somebody who takes no part. */
export interface Asker {
  /** The whole history of a room, page by page. */
  history(roomName: string): Promise<Omit<KeptRoom, 'users'>>
  /** How many users each room has. */
  userCounts(): Promise<Map<string, number>>
  /** Who is in each of these rooms: enters each once, and leaves again. */
  users(rooms: readonly string[]): Promise<Map<string, string[]>>
}

const patienceMs = 5000

export const createAsker = (url: string, { token, username }: Person): Asker => {
  const get = async <Body>(path: string): Promise<Body> => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Body
  }
  return {
    history: async roomName => {
      const messages: KeptRoom['messages'] = []
      for (let after = 0; ; after = messages.at(-1)?.seq ?? 0) {
        const path = `/api/rooms/${roomName}/messages?limit=100&after=${after}`
        const page = await get<HistoryPage>(path)
        messages.push(...page.messages.map(message => seen(message) as KeptRoom['messages'][number]))
        if (page.hasMore && page.messages.length > 0) continue
        return { roomName, epoch: page.epoch, messages, full: (messages[0]?.seq ?? 1) > 1 }
      }
    },
    userCounts: async () => {
      const { rooms } = await get<{ rooms: { roomName: string; userCount: number }[] }>(
        '/api/rooms?limit=200',
      )
      return new Map(rooms.map(({ roomName, userCount }) => [roomName, userCount]))
    },
    users: async rooms => {
      const socket = io(url, { forceNew: true, auth: { token }, transports: ['websocket'] })
      try {
        const users = new Map<string, string[]>()
        for (const roomName of rooms) {
          const joined = (await socket
            .timeout(patienceMs)
            .emitWithAck('join_room', { roomName })) as JoinResult
          users.set(
            roomName,
            joined.users.filter(user => user !== username),
          )
        }
        return users
      } finally {
        socket.disconnect()
      }
    },
  }
}

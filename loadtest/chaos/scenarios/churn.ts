import type { Message } from '@socketlink/contract'
import { io, type Socket } from 'socket.io-client'
import { waitUntil } from '../wait-until.ts'
import { claim } from './figures.ts'
import type { Scenario } from './scenario.ts'

const rooms = Array.from({ length: 40 }, (_, n) => `churned-${n}`)
const patienceMs = 5000

const join = (socket: Socket, roomName: string) =>
  socket.timeout(patienceMs).emitWithAck('join_room', { roomName })

/** Leaves and joins as fast as it goes. A room left and entered again within one round trip is the hard case. */
const churn = async (socket: Socket, start: number, times: number): Promise<void> => {
  for (let n = 0; n < times; n++) {
    const roomName = rooms[(start + n * 7) % rooms.length] as string
    await Promise.all([
      join(socket, roomName),
      socket.timeout(patienceMs).emitWithAck('leave_room', {}),
      join(socket, roomName),
    ])
  }
}

/** Whether each socket hears what the first one says in a room. */
const countDeaf = async (sockets: readonly Socket[], roomName: string): Promise<number> => {
  for (const socket of sockets) await join(socket, roomName)
  const heard = new Set<Socket>()
  const text = `can you hear me in ${roomName}`
  const off = sockets.map(socket => {
    const listen = (message: Message) => void (message.text === text && heard.add(socket))
    socket.on('new_message', listen)
    return () => socket.off('new_message', listen)
  })
  await sockets[0]?.timeout(patienceMs).emitWithAck('send_message', { text })
  await waitUntil(() => heard.size === sockets.length, patienceMs, 5)
  for (const stop of off) stop()
  return sockets.length - heard.size
}

export const churnScenario: Scenario = {
  name: 'churn',
  fault: 'leave and join, 10,000 times (short: 600)',
  promise: 'no room deaf on any node',
  run: async ({ stage, crowd, during, full }) => {
    const people = crowd.clients.slice(0, 6).map(({ person }) => person)
    const sockets = people.map(({ token }) =>
      io(stage.url, { forceNew: true, auth: { token }, transports: ['websocket'] }),
    )
    try {
      const times = Math.ceil((full ? 10_000 : 600) / sockets.length)
      await during('rooms are left and joined', () =>
        Promise.all(sockets.map((socket, n) => churn(socket, n * 5, times))),
      )
      let deaf = 0
      for (const roomName of rooms) deaf += await countDeaf(sockets, roomName)
      return () => [claim('deaf listeners', deaf, 0)]
    } finally {
      for (const socket of sockets) socket.disconnect()
    }
  },
}

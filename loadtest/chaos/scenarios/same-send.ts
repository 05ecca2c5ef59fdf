import { io } from 'socket.io-client'
import { recordCall } from '../clients/recorded-call.ts'
import { claim } from './figures.ts'
import type { Scenario } from './scenario.ts'
import { plainStage } from './stages.ts'

export const sameSendScenario: Scenario = {
  name: 'same-send',
  fault: 'the same send 60 times at once, on every node',
  promise: 'one message, one seq',
  stage: plainStage,
  run: async ({ stage, crowd, recorder, during, random }) => {
    const speaker = random.pick(crowd.clients)
    const { token, userId } = speaker.person
    const { roomName, name } = speaker
    // Its user once more on each node, past nginx.
    const sockets = stage.cluster.nodes.map(({ url }) =>
      io(url, { forceNew: true, auth: { token }, transports: ['websocket'] }),
    )
    const note = recorder.penOf(name)
    try {
      for (const socket of sockets) await socket.timeout(5000).emitWithAck('join_room', { roomName })
      const input = { text: 'the same', clientMessageId: `${name}-same` }
      const acks = await during('one message is sent sixty times', () =>
        Promise.all(
          Array.from({ length: 60 }, (_, n) => {
            const socket = sockets[n % sockets.length] as (typeof sockets)[0]
            const call = { recorder, note, name: 'send_message', input, roomName, senderId: userId } as const
            return recordCall(socket.timeout(5000), call)
          }),
        ),
      )
      const places = new Set(acks.map(ack => (ack.ok && ack.persisted ? `${ack.epoch} ${ack.seq}` : 'none')))
      const firsts = acks.filter(ack => ack.ok && !ack.duplicate)
      return () => [claim('places given', places.size, 1), claim('told to be the first', firsts.length, 1)]
    } finally {
      for (const socket of sockets) socket.disconnect()
    }
  },
}

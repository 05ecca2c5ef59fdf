import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'

interface Packet {
  data: [event: string, payload: { text?: string }]
}

/** Sockets that lose the `new_message` of some texts, as a node that was deaf for a moment would. */
export const losing =
  (...texts: string[]) =>
  (url: string, options: Partial<ManagerOptions & SocketOptions>): Socket => {
    const socket = io(url, options)
    const inner = socket as unknown as { onevent(packet: Packet): void }
    const receive = inner.onevent.bind(socket)
    inner.onevent = packet => {
      const [event, payload] = packet.data
      if (event !== 'new_message' || !texts.includes(payload.text ?? '')) receive(packet)
    }
    return socket
  }

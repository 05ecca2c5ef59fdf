export type Transport = 'websocket' | 'polling'

/** One Engine.IO connection below a Socket.IO one. */
export interface Link {
  send(packet: string): void
  /** Ends the connection without a goodbye, as a lost network does, once what was sent is out. `onClose` follows. */
  close(): void
}

export interface LinkEvents {
  onPacket(packet: string): void
  /** Once, however it came to its end. */
  onClose(reason: string): void
}

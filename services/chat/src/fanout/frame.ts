import type { RoomEvent } from '@socketlink/store'

/** RFC 6455, 5.2: a whole text message in one frame; servers do not mask. */
const wholeText = 0x81
/** Engine.IO's `message`, then Socket.IO's `EVENT`. */
const packetTypes = '42'

const makeHeader = (length: number): Buffer => {
  if (length < 126) return Buffer.of(wholeText, length)
  const header = Buffer.alloc(length < 65_536 ? 4 : 10)
  header[0] = wholeText
  if (length < 65_536) {
    header[1] = 126
    header.writeUInt16BE(length, 2)
  } else {
    header[1] = 127
    header.writeBigUInt64BE(BigInt(length), 2)
  }
  return header
}

/** One event, encoded once for all who get it on this node. */
export class Frame {
  /** The WebSocket message as it goes over TCP. */
  readonly bytes: Buffer
  /** Ids of the sockets that do not get it. */
  readonly except: readonly string[]
  readonly #packetStart: number
  #packet: string | undefined

  constructor({ data, except }: RoomEvent) {
    const header = makeHeader(packetTypes.length + data.length)
    this.bytes = Buffer.concat([header, Buffer.from(packetTypes), data])
    this.except = except
    this.#packetStart = header.length + 1
  }

  /** The event's name. */
  get event(): string {
    const [, name = ''] = this.packet.split('"', 2)
    return name
  }

  /** The Socket.IO packet alone, for a client that gets it by way of Engine.IO. */
  get packet(): string {
    this.#packet ??= this.bytes.toString('utf8', this.#packetStart)
    return this.#packet
  }
}

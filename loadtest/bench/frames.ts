/** A client's text message as one WebSocket frame. The mask is zero, which is allowed and costs no work. */
export const encodeFrame = (text: string): Buffer => {
  const payload = Buffer.from(text)
  const { length } = payload
  const header = Buffer.alloc(length < 126 ? 6 : 8)
  header[0] = 0x81
  if (length < 126) {
    header[1] = 0x80 | length
  } else {
    header[1] = 0x80 | 126
    header.writeUInt16BE(length, 2)
  }
  return Buffer.concat([header, payload])
}

/**
 * Walks the whole frames in `bytes` and shows the place of each one's payload; the server never masks.
 *
 * @returns where the first frame begins that is not all there
 */
export const readFrames = (
  bytes: Buffer,
  end: number,
  onFrame: (opcode: number, from: number, to: number) => void,
): number => {
  let at = 0
  while (end - at >= 2) {
    let from = at + 2
    let length = (bytes[at + 1] as number) & 0x7f
    if (length === 126) {
      if (end - at < 4) break
      length = bytes.readUInt16BE(at + 2)
      from = at + 4
    } else if (length === 127) {
      if (end - at < 10) break
      length = Number(bytes.readBigUInt64BE(at + 2))
      from = at + 10
    }
    if (end < from + length) break
    onFrame((bytes[at] as number) & 0x0f, from, from + length)
    at = from + length
  }
  return at
}

import assert from 'node:assert/strict'

const utf8 = new TextDecoder('utf-8', { fatal: true })

interface ServerFrames {
  /** The texts of the whole ones. */
  messages: string[]
  /** Bytes of one that is not all there. */
  rest: Buffer
}

/**
 * Takes apart what a server has written, by RFC 6455, 5.2, as strictly as a client may: whole text messages, unmasked,
 * no extension, the shortest form of the length, valid UTF-8. Throws on anything else.
 */
export const readServerFrames = (bytes: Buffer): ServerFrames => {
  const messages: string[] = []
  let at = 0
  while (bytes.length - at >= 2) {
    assert.equal(bytes[at], 0x81, 'a whole text message')
    const short = bytes[at + 1] as number
    assert(short < 128, 'not masked')
    let [from, length] = [at + 2, short]
    if (short > 125) {
      from += short === 126 ? 2 : 8
      if (bytes.length < from) break
      length = short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
      assert(length > (short === 126 ? 125 : 65_535), 'the shortest form of the length')
    }
    if (bytes.length < from + length) break
    messages.push(utf8.decode(bytes.subarray(from, from + length)))
    at = from + length
  }
  return { messages, rest: bytes.subarray(at) }
}

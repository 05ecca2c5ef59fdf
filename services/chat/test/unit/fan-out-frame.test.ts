import { describe, expect, it } from 'vitest'
import { Frame } from '../../src/fanout/frame.ts'
import { readServerFrames } from '../support/read-server-frames.ts'

/** A frame whose WebSocket payload has so many bytes, most of them of characters outside ASCII. */
const frameOf = (length: number): { packet: string; bytes: Buffer } => {
  const around = '42["new_message",""]'.length
  const text = '語'.repeat(Math.floor((length - around) / 3)) + 'x'.repeat((length - around) % 3)
  const data = Buffer.from(JSON.stringify(['new_message', text]))
  const { packet, bytes } = new Frame({ data, except: [] })
  expect(packet).toBe(`2["new_message","${text}"]`)
  return { packet, bytes }
}

describe('a frame', () => {
  // RFC 6455, 5.2: FIN and text, then the length in 7, 7 + 16 or 7 + 64 bits, whichever is the shortest.
  it.each([
    [124, [0x81, 124]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [127, [0x81, 126, 0, 127]],
    [65_535, [0x81, 126, 0xff, 0xff]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('of %i bytes is one whole text message', (length, header) => {
    const { packet, bytes } = frameOf(length)
    expect(bytes).toEqual(Buffer.concat([Buffer.from(header), Buffer.from(`4${packet}`)]))
    expect(bytes.length - header.length).toBe(length)
    expect(readServerFrames(bytes)).toEqual({ messages: [`4${packet}`], rest: Buffer.of() })
  })

  it('names its event, also when the payload speaks of others', () => {
    const data = Buffer.from('["user_typing",{"username":"\\"new_message\\""}]')
    expect(new Frame({ data, except: [] }).event).toBe('user_typing')
  })
})

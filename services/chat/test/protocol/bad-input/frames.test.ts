import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { useTarget } from '../../support/target.ts'
import { Witness } from '../../support/witness.ts'

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

const lines = (text: string): string[] => text.trim().split(/\s*\n\s*/)

const engineFrames = [
  ...'01235679x',
  '',
  '0{}',
  '2probe',
  '3probe',
  '\u0000',
  '😀',
  '-1',
  ' 4',
  '4'.repeat(1000),
]

// One packet a line: none is what a Socket.IO client would send, or none means what it looks like.
const socketFrames = [
  ...lines(String.raw`
    4
    42
    42[
    42[]
    42[null]
    42{}
    42"x"
    42[1,2]
    420
    42[{"a":1}]
    42[["join_room"]]
    42["send_message"
    42["send_message",]
    42["send_message",{"text":"\ud800"}]
    42["typing"]garbage
    4299999999999999999999["leave_room"]
    42-1["leave_room"]
    421.5["leave_room"]
    42 ["leave_room"]
    43
    431
    431["x"]
    431{}
    4399999["x"]
    44
    44{"message":"x"}
    44"x"
    47[]
    4x
    41
    41/x,
    42/x,["a"]
    40
    40{"token":1}
    40/admin,{}
    40/admin
    40[[[
    40"x"
    40null
    42["connect"]
    42["disconnect"]
    42["disconnecting"]
    42["newListener"]
    42["removeListener"]
    42["connect_error",{}]
    42["error",{}]
    42["__proto__"]
    42["constructor",{}]
    42["message","x"]
    45
    45-
    451-
    451-["x"]
    450-["x"]
    4599999-["x"]
    45-1-["x"]
    45abc
    451-{}
    46
    461-[]
    451-["x",{"_placeholder":true,"num":99}]
    451-["x",{"_placeholder":true,"num":"constructor"}]
    42["join_room",{"__proto__":{"roomName":"x"}}]
  `),
  '4\u0000',
  `42["join_room",${deep(10_000)}]`,
  `42${deep(10_000)}`,
  `421["send_message",{"text":${deep(10_000)}}]`,
  `42[${'0,'.repeat(20_000)}0]`,
  `42["${'x'.repeat(50_000)}"]`,
]

describe('garbage on a plain WebSocket ends at most the connection it came on', () => {
  const target = useTarget()
  let mallory: Person
  let witness: Witness
  beforeAll(async () => {
    mallory = await target.person('mallory')
    witness = await Witness.of(target)
  })

  /** Sends frames on a connection of their own, and sees that the server has read them and that all others are well. */
  const endure = async (frames: (string | Uint8Array<ArrayBuffer>)[], entered: boolean): Promise<void> => {
    const raw = new RawSocket(target.url)
    if (entered) await raw.enter(mallory.token)
    else await raw.frame('0{')
    for (const frame of frames) if (raw.isOpen) raw.send(frame)
    await raw.settle()
    await witness.check()
  }

  it.each([
    ['before', false],
    ['after', true],
  ])('Engine.IO frames %s the handshake', async (_, entered) => {
    for (const frame of engineFrames) await endure([frame], entered)
  })

  it('Socket.IO packets before the handshake', async () => {
    for (const frame of socketFrames) await endure([frame], false)
  })

  it('Socket.IO packets after the handshake', async () => {
    for (const frame of socketFrames) await endure([frame], true)
  })

  it('binary, expected or not', async () => {
    const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values)
    const header = '451-["send_message",{"text":{"_placeholder":true,"num":0}}]'
    for (const frames of [
      [bytes()],
      [bytes(0)],
      [bytes(4, 2, 91, 93)],
      [new Uint8Array(60_000)],
      [header, bytes(104, 105)],
      [header, header],
      [header, bytes(), bytes(), bytes()],
      ['452-["x",{"_placeholder":true,"num":0}]', bytes(1)],
      ['461-1[{"_placeholder":true,"num":0}]', bytes(1)],
    ]) {
      for (const entered of [false, true]) await endure(frames, entered)
    }
  })

  it('a connection that ends in the middle of a call', async () => {
    const raw = new RawSocket(target.url)
    await raw.enter(mallory.token)
    raw.send('421["join_room",{"roomName":"cut-off"}]')
    for (let n = 0; n < 20; n++) raw.send(`42${n}["send_message",{"text":"last words"}]`)
    raw.close()
    await raw.closed
    await witness.check()
  })

  it('odd handshakes are answered with 400', async () => {
    for (const query of [
      '',
      'EIO=4',
      'EIO=4&transport=carrier-pigeon',
      'EIO=4&transport=__proto__',
      'EIO=99&transport=polling',
      'EIO=3&transport=polling',
      'EIO=4&transport=polling&sid=none',
      'EIO=4&transport=polling&transport=websocket',
      'EIO[]=4&transport[]=polling',
    ]) {
      const answer = await fetch(`${target.url}/socket.io/?${query}`)
      await answer.body?.cancel()
      expect([query, answer.status]).toEqual([query, 400])
      await witness.check()
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`, { method })
      await answer.body?.cancel()
      expect(answer.status).toBeLessThan(500)
    }
    await witness.check()
  })

  it('garbage over long-polling', async () => {
    for (const body of [
      '',
      'x',
      '\u001e\u001e\u001e',
      '4\u001e',
      '40\u001e40',
      'b',
      'b!!!',
      'bAAAA',
      '42[',
      '1',
      '2probe',
      '6',
    ]) {
      const open = await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`)
      const { sid } = JSON.parse((await open.text()).slice(1)) as { sid: string }
      const url = `${target.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`
      const posted = await fetch(url, { method: 'POST', body })
      await posted.body?.cancel()
      expect(posted.status).toBeLessThan(500)
      await witness.check()
    }
  })
})

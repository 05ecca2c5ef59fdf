import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import { RawSocket } from '../../support/raw-socket.ts'
import { useTarget } from '../../support/target.ts'
import { Witness } from '../../support/witness.ts'

const limit = 64 * 1024

// HTTP bodies: ../http/errors.test.ts.
describe('one packet holds 64 KiB; one byte more ends that connection and no other', () => {
  const target = useTarget()
  let mallory: Person
  let witness: Witness
  beforeAll(async () => {
    mallory = await target.person('mallory')
    witness = await Witness.of(target)
  })
  afterEach(() => witness.check())

  /** A create_room call of exactly so many bytes. */
  const packet = (bytes: number): string => {
    const frame = '421["create_room",{"roomName":""}]'
    return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)
  }

  it.each([limit - 1, limit])('%i bytes are read and answered', async bytes => {
    const raw = new RawSocket(target.url)
    await raw.enter(mallory.token)
    raw.send(packet(bytes))
    expect(await raw.frame('431')).toContain('invalid_room_name')
    raw.close()
  })

  it.each([limit + 1, 2 * limit, 1024 * 1024])('%i bytes close the WebSocket', async bytes => {
    const raw = new RawSocket(target.url)
    await raw.enter(mallory.token)
    raw.send(packet(bytes))
    // 1009: message too big.
    expect([1006, 1009]).toContain(await raw.closed)
    expect(raw.frames.filter(frame => frame.startsWith('431'))).toEqual([])
  })

  it('the limit counts bytes, not characters', async () => {
    const raw = new RawSocket(target.url)
    await raw.enter(mallory.token)
    raw.send(`421["create_room",{"roomName":"${'é'.repeat(limit / 2)}"}]`)
    expect([1006, 1009]).toContain(await raw.closed)
  })

  it('binary counts the same', async () => {
    const raw = new RawSocket(target.url)
    await raw.enter(mallory.token)
    raw.send(new Uint8Array(limit + 1))
    expect([1006, 1009]).toContain(await raw.closed)
  })

  it('a long-polling request of one byte more is refused', async () => {
    const open = await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`)
    const { sid } = JSON.parse((await open.text()).slice(1)) as { sid: string }
    const answer = await fetch(`${target.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: 'POST',
      body: packet(limit + 1),
    }).catch((error: Error) => error)
    // The node may hang up while the body is on its way.
    if (!(answer instanceof Error)) expect([400, 413, 502]).toContain(answer.status)
  })

  it('a stock client that sends too much loses its own connection alone, and may come back', async () => {
    const [client] = await target.spread([mallory])
    client.socket.emit('send_message', { text: 'x'.repeat(2 * limit) })
    await client.gone()
    expect((await mallory.connect()).socket.connected).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { RawSocket } from '../../support/raw-socket.ts'
import { useTarget } from '../../support/target.ts'

describe('a client that is just connecting when its node goes away', () => {
  const target = useTarget({ alone: true, settings: { SOCKETLINK_DRAIN_WINDOW_MS: '3000' } })

  it('loses its connection and so tries again elsewhere; a refusal would keep it away', async () => {
    const [alice] = await target.conversation('alice')
    const node = target.nodeOf(alice)
    const newcomer = new RawSocket(node.url)
    await newcomer.frame('0{')
    const ended = node.drain()
    await alice.next('server_draining')
    newcomer.send(`40${JSON.stringify({ token: alice.person.token })}`)
    await newcomer.closed
    expect(newcomer.frames.filter(frame => frame.startsWith('4'))).toEqual([])
    await ended
  })
})

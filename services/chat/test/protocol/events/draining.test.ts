import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { requestApi } from '../../support/http.ts'
import { useTarget } from '../../support/target.ts'

describe('server_draining {reconnectAfterMs}, to the sockets of a node that is going away', () => {
  const target = useTarget({ alone: true, settings: { SOCKETLINK_DRAIN_WINDOW_MS: '1500' } })

  it('warns, is not ready, takes nobody new, and lets the clients come back elsewhere', async () => {
    const [alice, bob] = await target.conversation('alice', 'bob')
    const roomName = 'moving'
    const stock = await alice.person.connect({ reconnection: true, reconnectionDelay: 50 })
    await stock.join(roomName)
    const nodeName = stock.node
    const leaving = target.nodeOf(stock)
    const gone = leaving.drain()

    const notice = await stock.next('server_draining')
    expect(notice).toEqual({ reconnectAfterMs: expect.any(Number) })
    expect(notice.reconnectAfterMs).toBeGreaterThanOrEqual(0)
    await eventually(async () => {
      const ready = await requestApi(leaving.url, '/readyz').catch(() => ({ status: 503 }))
      expect(ready.status).toBe(503)
    })
    await stock.gone()
    expect(stock.disconnects).toEqual(['transport close'])

    if (target.isCluster) {
      await eventually(() => expect(stock.socket.connected).toBe(true))
      expect(stock.node).not.toBe(nodeName)
      const others = [alice, bob].filter(client => client.node !== nodeName)
      for (const client of others) {
        expect(client.events('server_draining')).toEqual([])
        expect(client.disconnects).toEqual([])
      }
      for (let n = 0; n < 6; n++) expect((await bob.person.connect()).node).not.toBe(nodeName)
      await stock.join(roomName)
      expect(await stock.say('from the new node')).toMatchObject({ persisted: true })
    }
    stock.close()
    await gone
  })
})

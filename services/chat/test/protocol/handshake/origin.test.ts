import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
import { requestApi } from '../../support/http.ts'
import { errorBody } from '../../support/refusal.ts'
import { allowedOrigin } from '../../support/settings.ts'
import { useTarget } from '../../support/target.ts'
import { requestUpgrade } from '../../support/upgrade.ts'

describe('a cross-site browser Origin that is not allowed is refused before the upgrade', () => {
  const target = useTarget()
  let alice: Person
  beforeAll(async () => {
    alice = await target.person('alice')
  })

  const upgradeStatus = async (origin?: string): Promise<number> => {
    const { status, socket } = await requestUpgrade(target.url, origin === undefined ? {} : { origin })
    socket?.destroy()
    return status
  }

  it.each([
    'https://evil.example',
    `${allowedOrigin}.evil.example`,
    'https://evil.example/?https://chat.example',
    'http://chat.example',
    'https://chat.example:8443',
    'null',
    'nonsense',
  ])('refuses %s: 403 forbidden', async origin => {
    const upgrade = await requestUpgrade(target.url, { origin })
    expect(upgrade.status).toBe(403)
    expect(JSON.parse(upgrade.body ?? '')).toEqual(errorBody('forbidden'))
    const path = '/socket.io/?EIO=4&transport=polling'
    const polling = await requestApi(target.url, path, { headers: { origin } })
    expect(polling).toMatchObject({ status: 403, body: errorBody('forbidden') })
  })

  it('lets in the allowed origin, the own one, and clients that are no browser', async () => {
    for (const origin of [allowedOrigin, target.url, undefined]) expect(await upgradeStatus(origin)).toBe(101)
    for (const origin of [allowedOrigin, target.url]) {
      for (const transports of [['websocket'], ['polling']]) {
        const client = await alice.connect({ extraHeaders: { origin }, transports })
        expect(client.socket.connected).toBe(true)
      }
    }
  })
})

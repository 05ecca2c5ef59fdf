import { beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../support/client.ts'
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
  const pollingStatus = async (origin: string): Promise<number> =>
    (await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })).status

  it.each([
    'https://evil.example',
    `${allowedOrigin}.evil.example`,
    'https://evil.example/?https://chat.example',
    'http://chat.example',
    'https://chat.example:8443',
    'null',
    'nonsense',
  ])('refuses %s', async origin => {
    expect(await upgradeStatus(origin)).toBe(403)
    expect(await pollingStatus(origin)).toBe(403)
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

import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { clusterUrl, newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

test('all its scripts are at most 60 KiB on the wire, compressed by the build and not by nginx', async () => {
  const visitor = await visitors.member('weighs')
  const scripts = new Map<string, string>()
  visitor.page.on('response', response => {
    if (response.request().resourceType() === 'script')
      scripts.set(response.url(), response.headers()['content-encoding'] ?? 'none')
  })
  await visitor.enter(newRoom())
  await visitor.say('(weighs-1)')
  await visitor.hears('(weighs-1)')
  expect(scripts.size).toBeGreaterThan(0)
  let bytes = 0
  for (const [url, encoding] of scripts) {
    expect(encoding).toBe('gzip')
    const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    bytes += Number(answer.headers.get('content-length'))
    // `fetch` unpacks; the sibling on disk is what was sent.
    const zipped = await fetch(`${url}.gz`, { headers: { 'accept-encoding': 'identity' } })
    expect(gunzipSync(await zipped.arrayBuffer()).toString()).toBe(await answer.text())
  }
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(60 * 1024)
})

test('it paints with its own page, style and script alone: no font, no picture, no other host is waited for', async () => {
  const visitor = await visitors.stranger()
  const types: string[] = []
  visitor.page.on('requestfinished', request => types.push(request.resourceType()))
  // The icon of the tab is never answered, and what else may come neither.
  await visitor.page.route(/./, async (route, request) => {
    if (['document', 'script', 'stylesheet'].includes(request.resourceType())) await route.continue()
  })
  await visitor.page.goto(clusterUrl(), { waitUntil: 'commit' })
  await visitor.button('Log in').waitFor()
  await visitor.page.waitForFunction(() =>
    performance.getEntriesByType('paint').some(({ name }) => name === 'first-contentful-paint'),
  )
  expect([...new Set(types)].sort()).toEqual(['document', 'script', 'stylesheet'])
  await visitor.page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('a second visit loads the page anew and its files from the cache', async () => {
  const visitor = await visitors.stranger()
  await visitor.open()
  await visitor.button('Log in').waitFor()
  const cached: Record<string, boolean> = {}
  const session = await visitor.context.newCDPSession(visitor.page)
  await session.send('Network.enable')
  session.on('Network.responseReceived', ({ response, type }) => {
    cached[type] = response.fromDiskCache ?? false
  })
  session.on('Network.requestServedFromCache', () => {
    cached.memory = true
  })
  await visitor.page.goto('about:blank')
  await visitor.open()
  await visitor.button('Log in').waitFor()
  expect(cached.Document).toBe(false)
  expect(cached.Script || cached.memory).toBe(true)
})

test('no address that it asks for has the token, be it of a request or of a WebSocket', async () => {
  const visitor = await visitors.member('framed')
  await visitor.enter(newRoom())
  await visitor.say('(framed-1)')
  await visitor.hears('(framed-1)')
  // The witness has looked at each; here it is said that there were some, WebSockets among them.
  expect(visitor.witness.addresses.some(address => address.startsWith('ws'))).toBe(true)
  expect(visitor.witness.addresses.some(address => address.includes('/api/'))).toBe(true)
  expect(visitor.witness.addresses.filter(address => /token|eyJ/i.test(address))).toEqual([])
})

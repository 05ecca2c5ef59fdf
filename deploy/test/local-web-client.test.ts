import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cluster } from '../local/cluster.ts'
import { startCluster } from '../local/cluster.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ nodes: 1, port: 0 })
})
afterAll(() => cluster?.stop())

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(cluster.url + path, { headers: { 'accept-encoding': 'identity', ...headers } })

/** The scripts and style sheets that the page names. */
const assetsOfPage = async (): Promise<string[]> => {
  const page = await (await get('/')).text()
  return [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
}

const directivesOf = (response: Response): Map<string, string> => {
  const policy = response.headers.get('content-security-policy') ?? ''
  return new Map(policy.split('; ').map(part => [part.split(' ')[0] ?? '', part]))
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

describe('the page', () => {
  test('is asked for anew each time, and an unchanged one is not sent again', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(await page.text()).toContain('<title>SocketLink</title>')
    const again = await get('/', { 'if-none-match': page.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect(again.headers.get('cache-control')).toBe('no-cache')
  })

  test('may do what it needs, and nothing from a string or another host', async () => {
    expect([...directivesOf(await get('/')).values()].sort()).toEqual([...policy].sort())
  })

  test('has no script and no style in its markup, which the policy would refuse', async () => {
    const markup = await (await get('/')).text()
    expect(markup).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
    expect(markup).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})

describe('its files', () => {
  test('have a hash in their names and are kept for a year', async () => {
    const paths = await assetsOfPage()
    expect(paths.map(path => path.split('.').at(-1)).sort()).toEqual(['css', 'js'])
    for (const path of paths) {
      expect(path).toMatch(/-[\w-]{8}\.(js|css)$/)
      const asset = await get(path)
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(asset.headers.get('content-type')).toMatch(path.endsWith('.js') ? 'text/javascript' : 'text/css')
    }
  })

  test('are sent compressed, as the build has made them', async () => {
    for (const path of await assetsOfPage()) {
      const plain = await get(path)
      const zipped = await get(path, { 'accept-encoding': 'gzip' })
      expect(plain.headers.get('content-encoding')).toBeNull()
      expect(zipped.headers.get('content-encoding')).toBe('gzip')
      expect(zipped.headers.get('vary')).toBe('Accept-Encoding')
      // A stream that is compressed on the way has no length.
      const length = Number(zipped.headers.get('content-length'))
      expect(length).toBeGreaterThan(0)
      const text = await plain.text()
      expect(length).toBeLessThan(text.length)
      expect(await zipped.text()).toBe(text)
    }
  })

  test.each([
    '/assets/',
    '/assets',
    '/assets/nothing-AAAAAAAA.js',
    '/rooms/lobby',
    '/index.html/',
    '/.built-from',
    '/assets/.x',
  ])('%s is not found, and nobody is told to keep that', async path => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBeNull()
  })
})

test.each(['/', '/favicon.svg', '/rooms/lobby'])('%s has the headers that keep others out', async path => {
  const { headers } = await get(path)
  expect(directivesOf(await get(path)).get('default-src')).toBe("default-src 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('geolocation=()')
  expect(headers.get('server')).toBe('nginx')
})

test('what a node answers has the policy and the cache that the node gave it', async () => {
  const docs = await get('/api/docs')
  expect(directivesOf(docs).get('form-action')).toBe("form-action 'none'")
  expect(docs.headers.get('content-security-policy')).not.toContain('trusted-types')
  expect((await get('/api/stats')).headers.get('content-security-policy')).toBeNull()
})

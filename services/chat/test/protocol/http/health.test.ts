import { describe, expect, it } from 'vitest'
import { requestApi } from '../../support/http.ts'
import { useTarget } from '../../support/target.ts'

// What they say while Redis is away: ../promises/redis-away.test.ts; while a node drains: ../events/draining.test.ts.
describe('health', () => {
  const target = useTarget()

  it('says 200 at /healthz and /readyz on every node', async () => {
    for (const { url } of target.nodes) {
      expect((await requestApi(url, '/healthz')).status).toBe(200)
      expect((await requestApi(url, '/readyz')).status).toBe(200)
    }
  })

  it('gives Prometheus text at /metrics on every node', async () => {
    for (const { url } of target.nodes) {
      const { status, headers, body } = await requestApi<string>(url, '/metrics')
      expect(status).toBe(200)
      expect(headers.get('content-type')).toContain('text/plain')
      expect(body).toMatch(/^# TYPE \w+ (counter|gauge|histogram|summary)$/m)
      expect(body).toMatch(/^\w+(\{[^}]*\})? [\d.e+-]+$/m)
    }
  })

  it('never shows the metrics through the proxy', async ({ skip }) => {
    if (!target.isCluster) skip('there is no proxy before a single node')
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics', '/api/../metrics', '/readyz']) {
      const { status, body } = await requestApi<string>(target.url, path)
      expect(String(body)).not.toContain('# TYPE')
      if (path === '/metrics') expect([403, 404]).toContain(status)
    }
  })
})

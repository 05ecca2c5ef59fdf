import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../context.ts'

/** What operators and the proxy ask a node; none of it belongs to the public API. */
export const healthRoutes: FastifyPluginAsync<{ context: Context }> = async (app, { context }) => {
  const hidden = { schema: { hide: true } }

  app.get('/healthz', hidden, async () => ({ status: 'ok' }))

  app.get('/readyz', hidden, async (_request, reply) => {
    const redis = context.store.link.ready
    const { draining } = context
    reply.status(redis && !draining ? 200 : 503)
    return { ready: redis && !draining, redis, draining }
  })

  app.get('/metrics', hidden, async (_request, reply) => {
    const { registry } = context.metrics
    reply.type(registry.contentType)
    return registry.metrics()
  })
}

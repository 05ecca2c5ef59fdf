import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Context } from '../context.ts'

const alive = z.object({ status: z.literal('ok') })
const readiness = z.object({
  ready: z.boolean(),
  /** Whether Redis can be used. */
  redis: z.boolean(),
  draining: z.boolean(),
})

/** For whoever runs the node: is the process alive, and does it want new clients? */
export const healthRoutes =
  (context: Context): FastifyPluginAsyncZod =>
  async app => {
    app.route({
      method: 'GET',
      url: '/healthz',
      schema: { hide: true, response: { 200: alive } },
      handler: async () => ({ status: 'ok' as const }),
    })

    app.route({
      method: 'GET',
      url: '/readyz',
      schema: { hide: true, response: { 200: readiness, 503: readiness } },
      handler: async (_request, reply) => {
        const { draining } = context
        const redis = context.store.link.ready
        const ready = redis && !draining
        return reply.code(ready ? 200 : 503).send({ ready, redis, draining })
      },
    })
  }

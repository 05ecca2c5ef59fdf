import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Context } from '../context.ts'

/** What Prometheus reads; the public proxy never leads here. */
export const metricsRoute =
  ({ metrics }: Context): FastifyPluginAsyncZod =>
  async app => {
    app.route({
      method: 'GET',
      url: '/metrics',
      schema: { hide: true },
      handler: async (_request, reply) =>
        reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    })
  }

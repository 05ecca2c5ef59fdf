import { stats } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { coalesce } from '../coalesce.ts'
import type { Context } from '../context.ts'
import { failures } from './failures.ts'

/** Figures of the whole cluster, for everyone. */
export const statsRoute =
  ({ store }: Context): FastifyPluginAsyncZod =>
  async app => {
    const read = coalesce(() => store.stats())
    app.route({
      method: 'GET',
      url: '/api/stats',
      schema: {
        summary: 'Figures of the whole cluster',
        tags: ['cluster'],
        security: [],
        response: { 200: stats.meta({ description: 'Figures' }), ...failures('unavailable') },
      },
      handler: read,
    })
  }

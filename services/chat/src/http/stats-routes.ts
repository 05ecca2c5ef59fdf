import { stats } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { coalesce } from '../coalesce.ts'
import type { Context } from '../context.ts'
import { errorAnswers } from './answers.ts'

/** Figures of the whole cluster, open to everyone. */
export const statsRoutes: FastifyPluginAsyncZod<{ context: Context }> = async (app, { context }) => {
  const read = coalesce(() => context.store.stats())
  app.get(
    '/stats',
    {
      schema: {
        tags: ['cluster'],
        summary: 'Figures of the whole cluster',
        response: { 200: stats, ...errorAnswers('unavailable') },
      },
    },
    () => read(),
  )
}

import { identity, usersPage, usersQuery } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Context } from '../context.ts'
import { errorAnswers } from './answers.ts'
import { callerOf } from './authenticate.ts'
import { security } from './docs.ts'

/** Who I am, and who else there is. */
export const accountRoutes: FastifyPluginAsyncZod<{ context: Context }> = async (app, { context }) => {
  app.get(
    '/auth/me',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Whom the token speaks for',
        security,
        response: { 200: identity, ...errorAnswers('unauthenticated', 'token_expired') },
      },
    },
    async request => callerOf(request),
  )

  app.get(
    '/auth/users',
    {
      schema: {
        tags: ['accounts'],
        summary: 'All users, by name',
        security,
        querystring: usersQuery,
        response: {
          200: usersPage,
          ...errorAnswers('bad_request', 'unauthenticated', 'token_expired', 'unavailable'),
        },
      },
    },
    request => context.store.accounts.list(request.query),
  )
}

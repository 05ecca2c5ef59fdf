import { identity, usersPage, usersQuery } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Context } from '../context.ts'
import { callerOf } from './authenticate.ts'
import { bearerAuth, failures, unauthenticated } from './failures.ts'

/** Who I am and who else there is. */
export const accountRoutes =
  ({ store }: Context): FastifyPluginAsyncZod =>
  async app => {
    app.route({
      method: 'GET',
      url: '/api/auth/me',
      schema: {
        summary: 'Who the token speaks for',
        tags: ['accounts'],
        security: bearerAuth,
        response: {
          200: identity.meta({ description: 'The holder of the token' }),
          ...failures(...unauthenticated),
        },
      },
      handler: async request => {
        const { userId, username, role } = callerOf(request)
        return { userId, username, role }
      },
    })

    app.route({
      method: 'GET',
      url: '/api/auth/users',
      schema: {
        summary: 'List users',
        description: 'By name, and whether each has a connection open, on whichever node.',
        tags: ['accounts'],
        security: bearerAuth,
        querystring: usersQuery,
        response: {
          200: usersPage.meta({ description: 'A page of users' }),
          ...failures(...unauthenticated, 'unavailable'),
        },
      },
      handler: request => store.accounts.list(request.query),
    })
  }

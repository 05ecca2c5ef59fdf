import { historyPage, historyParams, historyQuery, roomsPage, roomsQuery } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Context } from '../context.ts'
import { errorAnswers } from './answers.ts'
import { security } from './docs.ts'

/** The directory of rooms, and what was said in them. */
export const roomRoutes: FastifyPluginAsyncZod<{ context: Context }> = async (app, { context }) => {
  app.get(
    '/rooms',
    {
      schema: {
        tags: ['rooms'],
        summary: 'All rooms, busiest first',
        security,
        querystring: roomsQuery,
        response: {
          200: roomsPage,
          ...errorAnswers('bad_request', 'unauthenticated', 'token_expired', 'unavailable'),
        },
      },
    },
    request => context.store.rooms.list(request.query),
  )

  app.get(
    '/rooms/:roomName/messages',
    {
      schema: {
        tags: ['rooms'],
        summary: 'A page of what a room keeps, oldest first',
        description:
          'Without `before` and `after` the newest messages. With `after` the oldest ones behind it, with `before` the newest ones ahead of it.',
        security,
        params: historyParams,
        querystring: historyQuery,
        response: {
          200: historyPage,
          ...errorAnswers(
            'bad_request',
            'invalid_room_name',
            'unauthenticated',
            'token_expired',
            'room_not_found',
            'unavailable',
          ),
        },
      },
    },
    request => context.store.history.read(request.params.roomName, request.query),
  )
}

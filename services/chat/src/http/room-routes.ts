import { historyPage, historyParams, historyQuery, roomsPage, roomsQuery } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Context } from '../context.ts'
import { bearerAuth, failures, unauthenticated } from './failures.ts'

/** The rooms there are and what was said in them. */
export const roomRoutes =
  ({ store }: Context): FastifyPluginAsyncZod =>
  async app => {
    app.route({
      method: 'GET',
      url: '/api/rooms',
      schema: {
        summary: 'List rooms',
        description: 'Busiest first.',
        tags: ['rooms'],
        security: bearerAuth,
        querystring: roomsQuery,
        response: {
          200: roomsPage.meta({ description: 'A page of rooms' }),
          ...failures(...unauthenticated, 'unavailable'),
        },
      },
      handler: request => store.rooms.list(request.query),
    })

    app.route({
      method: 'GET',
      url: '/api/rooms/:roomName/messages',
      schema: {
        summary: "Read a room's history",
        description:
          'Oldest first: the newest messages, those right before `before`, or those right after `after`.',
        tags: ['rooms'],
        security: bearerAuth,
        params: historyParams,
        querystring: historyQuery,
        response: {
          200: historyPage.meta({ description: 'A page of messages' }),
          ...failures(...unauthenticated, 'invalid_room_name', 'room_not_found', 'unavailable'),
        },
      },
      handler: request => store.history.read(request.params.roomName, request.query),
    })
  }

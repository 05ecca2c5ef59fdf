import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/** What an authenticated route says of itself in the document. */
export const security = [{ token: [] }]

/** The OpenAPI document, made from the contract's schemas, and a page to read and try it. Register before the routes. */
export const documentApi = (app: FastifyInstance): void => {
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SocketLink',
        version: '1',
        description:
          'The HTTP API. Rooms are joined and messages sent over Socket.IO; see the protocol document.',
      },
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    transform: jsonSchemaTransform,
  })
  void app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true })
}

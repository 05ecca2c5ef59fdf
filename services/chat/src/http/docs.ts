import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { protocolVersion } from '@socketlink/contract'
import plugin from 'fastify-plugin'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/** Where the page with the documentation lies; the document itself is at `json` and `yaml` below it. */
const docsPath = '/api/docs'

/** Everything comes from this node. Swagger UI sets styles in its markup; scripts are files. */
const contentSecurityPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** The OpenAPI document, made from the contract's schemas as the routes use them, and a page to read and try it. */
export const docs = plugin(async app => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SocketLink API',
        version: String(protocolVersion),
        description:
          'Accounts, rooms and history over HTTP. Messages travel over Socket.IO at `/socket.io`. Every error is ' +
          '`{error, code}`: a sentence for people and a code for programs.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'accounts', description: 'Who I am and who else there is' },
        { name: 'rooms', description: 'The rooms there are and what was said in them' },
        { name: 'cluster', description: 'The cluster as a whole' },
      ],
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(swaggerUi, {
    routePrefix: docsPath,
    staticCSP: contentSecurityPolicy,
    theme: { title: 'SocketLink API' },
    // Without the bar that loads documents from elsewhere.
    uiConfig: { layout: 'BaseLayout' },
    logLevel: 'warn',
  })
})

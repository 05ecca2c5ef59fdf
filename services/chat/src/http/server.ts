import cors from '@fastify/cors'
import jwt from '@fastify/jwt'
import { limits } from '@socketlink/contract'
import { type FastifyBaseLogger, type FastifyInstance, fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { createTokens, type Tokens, tokenSettings } from '../auth/tokens.ts'
import type { Context } from '../context.ts'
import { accountRoutes } from './account-routes.ts'
import { authRoutes } from './auth-routes.ts'
import { authenticate } from './authenticate.ts'
import { documentApi } from './docs.ts'
import { answerErrors } from './errors.ts'
import { healthRoutes } from './health-routes.ts'
import { roomRoutes } from './room-routes.ts'
import { statsRoutes } from './stats-routes.ts'

/** The HTTP side of a node: the API under `/api`, and what operators ask beside it. Not listening yet. */
export const createHttpServer = (context: Context): { app: FastifyInstance; tokens: Tokens } => {
  const { config, log } = context
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: limits.bodyBytes,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    routerOptions: { maxParamLength: 1000 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app)
  // Allow-listed facts only: no header, no body, no query string reaches the log.
  app.addHook('onResponse', async (request, reply) => {
    log.debug(
      {
        event: 'request',
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        elapsedMs: reply.elapsedTime,
        address: request.ip,
      },
      'request',
    )
  })

  void app.register(jwt, tokenSettings(config))
  const tokens = createTokens(app, config)
  void app.register(cors, {
    origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins,
    methods: ['GET', 'POST'],
    exposedHeaders: ['retry-after'],
  })
  documentApi(app)
  void app.register(healthRoutes, { context })
  void app.register(
    async api => {
      await api.register(authRoutes, { context, tokens })
      await api.register(statsRoutes, { context })
      await api.register(async members => {
        authenticate(members, tokens)
        await members.register(accountRoutes, { context })
        await members.register(roomRoutes, { context })
      })
    },
    { prefix: '/api' },
  )
  return { app, tokens }
}

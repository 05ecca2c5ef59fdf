import cors from '@fastify/cors'
import jwt from '@fastify/jwt'
import { limits } from '@socketlink/contract'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Tokens } from '../auth/tokens.ts'
import { createTokens, tokenSettings } from '../auth/tokens.ts'
import type { Context } from '../context.ts'
import { accountRoutes } from './account-routes.ts'
import { authRoutes } from './auth-routes.ts'
import { authenticate } from './authenticate.ts'
import { docs } from './docs.ts'
import { answerBrokenRequest, answerError, answerNotFound } from './errors.ts'
import { healthRoutes } from './health-routes.ts'
import { noteRoutes } from './method-not-allowed.ts'
import { metricsRoute } from './metrics-route.ts'
import { RequestLog, serializers } from './request-log.ts'
import { roomRoutes } from './room-routes.ts'
import { statsRoute } from './stats-route.ts'

/** What a client may take to send a whole request: ms. */
const requestTimeout = 30_000

const createApp = ({ config, log }: Context): FastifyInstance =>
  fastify({
    loggerInstance: log.child({}, { serializers }) as FastifyBaseLogger,
    logController: new RequestLog(),
    // Without a list nobody is believed to speak for another address.
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: limits.bodyBytes,
    requestTimeout,
    // A room's name may be as long as the request line allows; the contract says what is too long.
    routerOptions: { maxParamLength: 16_384 },
    // While the node closes, what is under way is still answered by our handlers, in our form.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
  })

/** The HTTP API, and the tokens it gives out, which Socket.IO checks too. Usable once the app is ready. */
export const createHttpServer = (context: Context): { app: FastifyInstance; tokens: Tokens } => {
  const { config } = context
  const app = createApp(context)
  const tokens = createTokens(app, config)

  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerNotFound)
  // JSON only; Fastify would read plain text too.
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })

  app.register(jwt, tokenSettings(config))
  if (config.corsOrigins.length > 0) {
    app.register(cors, {
      origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins,
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type'],
      exposedHeaders: ['retry-after'],
      maxAge: 600,
      strictPreflight: false,
    })
  }
  app.register(docs)
  app.register(healthRoutes(context))
  app.register(metricsRoute(context))
  const refuseOtherMethods = noteRoutes(app)
  app.register(authRoutes(context, tokens))
  app.register(statsRoute(context))
  app.register(async authenticated => {
    authenticate(authenticated, tokens)
    authenticated.register(accountRoutes(context))
    authenticated.register(roomRoutes(context))
  })
  app.register(async () => refuseOtherMethods())
  return { app, tokens }
}

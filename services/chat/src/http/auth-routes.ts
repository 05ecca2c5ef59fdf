import { loggedIn, loginBody, registerBody, registered } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { login } from '../auth/login.ts'
import { register } from '../auth/register.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { Context } from '../context.ts'
import { errorAnswers } from './answers.ts'

/** Registration and login, open to everyone. */
export const authRoutes: FastifyPluginAsyncZod<{ context: Context; tokens: Tokens }> = async (
  app,
  { context, tokens },
) => {
  app.post(
    '/auth/register',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Make an account',
        body: registerBody,
        response: {
          201: registered,
          ...errorAnswers(
            'invalid_username',
            'invalid_password',
            'bad_request',
            'username_taken',
            'payload_too_large',
            'unsupported_media_type',
            'rate_limited',
            'unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const made = await register(context, { ...request.body, address: request.ip })
      reply.status(201)
      return { success: true as const, ...made }
    },
  )

  app.post(
    '/auth/login',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Log in',
        body: loginBody,
        response: {
          200: loggedIn,
          ...errorAnswers(
            'bad_request',
            'invalid_credentials',
            'payload_too_large',
            'unsupported_media_type',
            'too_many_attempts',
            'unavailable',
          ),
        },
      },
    },
    async request => {
      const user = await login(context, { ...request.body, address: request.ip })
      return { success: true as const, ...tokens.sign(user), user }
    },
  )
}

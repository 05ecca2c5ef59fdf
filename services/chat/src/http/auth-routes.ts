import { loggedIn, loginBody, registerBody, registered } from '@socketlink/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { login } from '../auth/login.ts'
import { register } from '../auth/register.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { Context } from '../context.ts'
import { badBody, failures } from './failures.ts'

/** Becoming a user and logging in; open to everyone. */
export const authRoutes =
  (context: Context, tokens: Tokens): FastifyPluginAsyncZod =>
  async app => {
    app.route({
      method: 'POST',
      url: '/api/auth/register',
      schema: {
        summary: 'Make an account',
        description: 'A common password, and one that equals the username, is refused.',
        tags: ['accounts'],
        security: [],
        body: registerBody,
        response: {
          201: registered.meta({ description: 'The account exists' }),
          ...failures(
            'invalid_username',
            'invalid_password',
            'username_taken',
            'rate_limited',
            'unavailable',
            ...badBody,
          ),
        },
      },
      handler: async (request, reply) => {
        const { userId, username } = await register(context, { ...request.body, address: request.ip })
        return reply.code(201).send({ success: true, userId, username })
      },
    })

    app.route({
      method: 'POST',
      url: '/api/auth/login',
      schema: {
        summary: 'Log in',
        description: 'The token goes into `Authorization: Bearer` here and into `auth.token` of Socket.IO.',
        tags: ['accounts'],
        security: [],
        body: loginBody,
        response: {
          200: loggedIn.meta({ description: 'A token and whose it is' }),
          ...failures('invalid_credentials', 'too_many_attempts', 'unavailable', ...badBody),
        },
      },
      handler: async request => {
        const user = await login(context, { ...request.body, address: request.ip })
        return { success: true as const, ...tokens.sign(user), user }
      },
    })
  }

import { ProtocolError } from '@socketlink/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Tokens } from '../auth/tokens.ts'
import type { Caller } from '../context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
}

/** From here on every route of this scope needs `Authorization: Bearer <token>`. */
export const authenticate = (app: FastifyInstance, tokens: Tokens): void => {
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async request => {
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    request.caller = tokens.verify(token)
  })
}

/** Who calls, in an authenticated scope. */
export const callerOf = ({ caller }: FastifyRequest): Caller => {
  if (caller === undefined) throw new ProtocolError('unauthenticated')
  return caller
}

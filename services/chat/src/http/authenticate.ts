import { ProtocolError } from '@socketlink/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller, Tokens } from '../auth/tokens.ts'

/** RFC 6750: the scheme in any case, spaces, the token. */
const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** Lets only holders of a valid token into the routes of a scope. */
export const authenticate = (scope: FastifyInstance, tokens: Tokens): void => {
  scope.decorateRequest('caller')
  scope.addHook('onRequest', async request => {
    const { authorization } = request.headers
    if (authorization === undefined) throw new ProtocolError('unauthenticated')
    const [, token] = bearer.exec(authorization) ?? []
    request.setDecorator<Caller>('caller', tokens.verify(token))
  })
}

/** Who makes a request of an authenticated scope. */
export const callerOf = (request: FastifyRequest): Caller => request.getDecorator<Caller>('caller')

import type { FastifyJWTOptions } from '@fastify/jwt'
import type { Identity } from '@socketlink/contract'
import { identity, ProtocolError } from '@socketlink/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Config } from '../config.ts'

const issuer = 'socketlink'
const algorithm = 'HS256'

/**
 * The settings of @fastify/jwt. Everything is pinned, because by default it takes tokens without an end, of another
 * type, and signed with another algorithm. When a token was made is not compared with this node's clock, only its end.
 */
export const tokenSettings = ({ auth }: Config): FastifyJWTOptions => ({
  secret: auth.secret,
  sign: { algorithm, iss: issuer, aud: issuer },
  verify: {
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: issuer,
    requiredClaims: ['exp', 'iat', 'iss', 'aud', 'sub'],
    checkTyp: 'JWT',
  },
})

const claims = z.object({
  sub: z.string().min(1),
  name: z.string().min(1),
  role: identity.shape.role,
  iat: z.int(),
  /** Unix seconds. */
  exp: z.int(),
})

/** Who a call is made for: the holder of a valid token. */
export interface Caller extends Identity {
  /** Unix milliseconds at which the token ends. */
  expiresAt: number
}

export interface Tokens {
  /** A token for somebody who has just logged in, and when it ends, in Unix milliseconds. */
  sign(identity: Identity): { token: string; expiresAt: number }
  /** Who a token speaks for. Throws `token_expired`, and `unauthenticated` for anything else that is wrong with it. */
  verify(token: unknown): Caller
}

/** Makes and checks tokens, for the API and for Socket.IO alike; usable once the app is ready. */
export const createTokens = (app: FastifyInstance, { auth }: Config): Tokens => ({
  sign: ({ userId, username, role }) => {
    const iat = Math.floor(Date.now() / 1000)
    const exp = iat + auth.tokenTtlSeconds
    return { token: app.jwt.sign({ sub: userId, name: username, role, iat, exp }), expiresAt: exp * 1000 }
  },

  verify: token => {
    if (typeof token !== 'string' || token === '') throw new ProtocolError('unauthenticated')
    try {
      const { sub, name, role, exp } = claims.parse(app.jwt.verify(token))
      return { userId: sub, username: name, role, expiresAt: exp * 1000 }
    } catch (error) {
      const expired = error instanceof Error && 'code' in error && error.code === 'FAST_JWT_EXPIRED'
      throw new ProtocolError(expired ? 'token_expired' : 'unauthenticated', { cause: error })
    }
  },
})

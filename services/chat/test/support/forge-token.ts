import { createHmac } from 'node:crypto'
import { jwtSecret } from './settings.ts'

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString())

export interface Forgery {
  /** Replaces fields of the header; undefined takes one away. */
  header?: Record<string, unknown>
  /** Replaces claims; undefined takes one away. */
  claims?: Record<string, unknown>
  secret?: string
  /** The hash of the HMAC; undefined leaves the signature out. */
  hash?: 'sha256' | 'sha384' | 'sha512' | undefined
}

/** Takes a valid token apart and signs it again with changes. Without changes the result is as good as the original. */
export const forgeToken = (token: string, forgery: Forgery = {}): string => {
  const [header, claims] = token.split('.')
  const signed = `${encode({ ...decode(header), ...forgery.header })}.${encode({ ...decode(claims), ...forgery.claims })}`
  const hash = 'hash' in forgery ? forgery.hash : 'sha256'
  return `${signed}.${
    hash === undefined
      ? ''
      : createHmac(hash, forgery.secret ?? jwtSecret)
          .update(signed)
          .digest('base64url')
  }`
}

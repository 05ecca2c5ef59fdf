import { createHmac } from 'node:crypto'

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const header = encode({ alg: 'HS256', typ: 'JWT' })

/**
 * A token as a login would give it, signed with the cluster's own secret. Thousands of clients come without thousands
 * of registrations, which hash passwords within a quarter of a core.
 */
export const signToken = (secret: string, username: string): string => {
  const iat = Math.floor(Date.now() / 1000)
  const claims = {
    sub: `id-${username}`,
    name: username,
    role: 'user',
    iat,
    exp: iat + 24 * 3600,
    iss: 'socketlink',
    aud: 'socketlink',
  }
  const signed = `${header}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const template = new URL('../redis/users.acl', import.meta.url)

/** Writes whole or not at all: another container may read the file at any moment. */
const writeSecret = (file: string, content: string, mode: number): void => {
  writeFileSync(`${file}.new`, content, { mode, flush: true })
  renameSync(`${file}.new`, file)
}

/** What the file holds; when there is none yet, 32 random bytes in hex, which it holds from then on. */
const keepOrMake = (file: string): { secret: string; made: boolean } => {
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret !== '') return { secret, made: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const secret = randomBytes(32).toString('hex')
  writeSecret(file, secret, 0o400)
  return { secret, made: true }
}

/** Redis takes one line for each user and no comments; the template is written for people. */
export const renderUsers = (text: string, password: string): string => {
  const hash = createHash('sha256').update(password).digest('hex')
  const rules = text.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'))
  return `${rules.join('\n').replaceAll(/\n\s+/g, ' ').replaceAll('<password-hash>', `#${hash}`)}\n`
}

/**
 * Makes what the cluster must know and nobody else: `jwt-secret` and `redis-password`, which stay as they are once they
 * exist, and `users.acl` for Redis, which holds only a hash and is written anew from its template each time.
 *
 * @returns the names of the secrets made now; empty when all were there
 */
export const makeSecrets = (folder: string): string[] => {
  const jwt = keepOrMake(join(folder, 'jwt-secret'))
  const redis = keepOrMake(join(folder, 'redis-password'))
  writeSecret(join(folder, 'users.acl'), renderUsers(readFileSync(template, 'utf8'), redis.secret), 0o440)
  return [...(jwt.made ? ['jwt-secret'] : []), ...(redis.made ? ['redis-password'] : [])]
}

if (import.meta.main) {
  const made = makeSecrets(process.argv[2] ?? '/secrets')
  console.log(made.length === 0 ? 'secrets: all there' : `secrets: made ${made.join(' and ')}`)
}

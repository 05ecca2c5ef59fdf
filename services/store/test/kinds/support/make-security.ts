import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { renderUsers } from '../../../../../deploy/docker/make-secrets.ts'
import type { GroupSecurity } from '../../../../../deploy/redis/group.ts'

const run = promisify(execFile)
const templates = new URL('../../../../../deploy/redis/', import.meta.url)

/** Makes a certificate authority and a certificate for loopback that it has signed; returns the files. */
export const makeCertificates = async (dir: string): Promise<NonNullable<GroupSecurity['tls']>> => {
  const file = (name: string): string => join(dir, name)
  const request = async (name: string, subject: string, ...more: string[]): Promise<void> => {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      file(`${name}.key`),
    ]
    const result = ['-out', file(`${name}.pem`), '-subj', subject, '-days', '1']
    await run('openssl', ['req', '-x509', ...key, ...result, ...more])
  }
  await request('ca', '/CN=a test')
  const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key')]
  await request('server', '/CN=redis', ...signed, '-addext', 'subjectAltName=IP:127.0.0.1')
  return { ca: file('ca.pem'), cert: file('server.pem'), key: file('server.key') }
}

/** The users of deploy/redis, all with one password. */
export const makeUsers = async (password: string): Promise<NonNullable<GroupSecurity['acl']>> => {
  const render = async (...names: string[]): Promise<string> => {
    const texts = await Promise.all(names.map(name => readFile(new URL(name, templates), 'utf8')))
    return texts.map(text => renderUsers(text, password)).join('')
  }
  return {
    users: await render('users.acl', 'group-users.acl'),
    sentinelUsers: await render('sentinel-users.acl'),
    admin: { username: 'admin', password },
    replica: { username: 'replica', password },
    sentinel: { username: 'sentinel', password },
  }
}

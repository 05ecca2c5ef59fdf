import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GroupSecurity } from './group.ts'

/** Writes the users beside the group's data. Redis wants them in a file. */
const writeUsers = (dir: string, name: string, users: string): string => {
  const file = join(dir, name)
  writeFileSync(file, users, { mode: 0o600 })
  return file
}

const listen = (port: number, { tls }: GroupSecurity): string[] => {
  if (tls === undefined) return [`port ${port}`]
  return [
    'port 0',
    `tls-port ${port}`,
    `tls-ca-cert-file "${tls.ca}"`,
    `tls-cert-file "${tls.cert}"`,
    `tls-key-file "${tls.key}"`,
    'tls-auth-clients no',
    'tls-replication yes',
  ]
}

/** How a server listens, whom it lets in and how it reaches its master. */
export const secureServer = (dir: string, port: number, security: GroupSecurity = {}): string[] => {
  const { acl } = security
  const lines = listen(port, security)
  if (acl === undefined) return lines
  return [
    ...lines,
    `aclfile "${writeUsers(dir, 'users.acl', acl.users)}"`,
    `masteruser ${acl.replica.username}`,
    `masterauth "${acl.replica.password}"`,
  ]
}

/** The same of a Sentinel, and as whom it enters the servers of the `master` it watches, and the other Sentinels. */
export const secureSentinel = (
  dir: string,
  port: number,
  master: string,
  security: GroupSecurity = {},
): string[] => {
  const { acl } = security
  const lines = listen(port, security)
  if (acl?.sentinel === undefined) return lines
  const users = acl.sentinelUsers ?? ''
  return [
    ...lines,
    `aclfile "${writeUsers(dir, 'sentinels.acl', users)}"`,
    `sentinel auth-user ${master} ${acl.sentinel.username}`,
    `sentinel auth-pass ${master} "${acl.sentinel.password}"`,
    `sentinel sentinel-user ${acl.sentinel.username}`,
    `sentinel sentinel-pass "${acl.sentinel.password}"`,
  ]
}

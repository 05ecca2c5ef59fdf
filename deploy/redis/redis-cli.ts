import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { LaunchError, missingProgram } from '../local/launch-error.ts'
import type { GroupSecurity, Member } from './group.ts'

const run = promisify(execFile)

/** Gives a server of a group a command by redis-cli, as its administrator. Resolves with the answer as text. */
export const askServer = async (
  { port, name }: Pick<Member, 'port' | 'name'>,
  { tls, acl }: GroupSecurity,
  ...command: string[]
): Promise<string> => {
  const encryption = tls === undefined ? [] : ['--tls', '--cacert', tls.ca]
  const login = acl === undefined ? [] : ['--no-auth-warning', '--user', acl.admin.username]
  // In the environment nobody else sees it, as they would among the arguments.
  const env = { ...process.env, ...(acl === undefined ? {} : { REDISCLI_AUTH: acl.admin.password }) }
  try {
    const { stdout } = await run('redis-cli', ['-p', String(port), ...encryption, ...login, ...command], {
      env,
    })
    return stdout.trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missingProgram('redis-cli')
    throw new LaunchError(`${name} does not answer: ${(error as Error).message.split('\n')[1] ?? ''}`)
  }
}

/** The same for a command that must be answered with `OK`. */
export const tellServer = async (
  server: Pick<Member, 'port' | 'name'>,
  security: GroupSecurity,
  ...command: string[]
): Promise<void> => {
  const answer = await askServer(server, security, ...command)
  if (answer !== 'OK')
    throw new LaunchError(`${server.name} refuses ${command.slice(0, 2).join(' ')}: ${answer}`)
}

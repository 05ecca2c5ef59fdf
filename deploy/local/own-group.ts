import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** Where a program lies; undefined when it lies nowhere. */
const find = (name: string, { PATH = '' }: NodeJS.ProcessEnv): string | undefined => {
  if (isAbsolute(name)) return name
  return PATH.split(':')
    .map(folder => join(folder, name))
    .find(existsSync)
}

/** Linux may share the processor between sessions before it does between processes: its autogroups. */
const sharesBySession = (): boolean => {
  try {
    return readFileSync('/proc/sys/kernel/sched_autogroup_enabled', 'utf8').startsWith('1')
  } catch {
    return false
  }
}

/** Begins a group and becomes the program; says nothing about a locale that the system does not have. */
const beginGroup = 'delete $ENV{PERL_BADLANG}; setpgrp(0, 0); exec { $ARGV[0] } @ARGV'

export interface Command {
  file: string
  args: string[]
  env: NodeJS.ProcessEnv
  detached: boolean
}

/**
 * The command that runs a program as the leader of a process group of its own.
 *
 * Node.js begins a group only together with a session (`detached`). Where the processor is shared between sessions, a
 * priority counts within its session alone: the hashes of a node, lowest as they are, would get as much as nginx. There
 * Perl, which such systems have, begins the group in the launcher's session.
 */
export const inOwnGroup = (file: string, args: string[], env: NodeJS.ProcessEnv): Command => {
  const [perl, program] = [find('perl', env), find(file, env)]
  if (!sharesBySession() || perl === undefined || program === undefined) {
    return { file, args, env, detached: true }
  }
  return {
    file: perl,
    args: ['-e', beginGroup, program, ...args],
    env: { ...env, PERL_BADLANG: '0' },
    detached: false,
  }
}

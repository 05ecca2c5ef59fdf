import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { SetupError, say } from './say.mjs'

const run = (command, args) => spawnSync(command, args, { encoding: 'utf8' })

/** How to become root without being asked for a password; undefined when there is no such way. */
export const asRoot = () => {
  if (process.getuid?.() === 0) return []
  return run('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined
}

/** Runs a command behind what makes one root. */
const runWith = (prefix, command, args) => {
  const [first, ...rest] = [...prefix, command, ...args]
  return run(first, rest)
}

const policyFile = '/usr/sbin/policy-rc.d'

/** Debian starts a service as soon as it is installed, unless this file says no. One that is there stays as it is. */
const withoutServices = (prefix, install) => {
  if (existsSync(policyFile)) return install()
  const script = `printf '#!/bin/sh\\n# While SocketLink installs; left over if still here.\\nexit 101\\n' >${policyFile} && chmod 755 ${policyFile}`
  runWith(prefix, 'sh', ['-c', script])
  const onSignal = () => {}
  // A Ctrl-C ends apt-get, and this function then still puts everything back.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, onSignal)
  try {
    return install()
  } finally {
    runWith(prefix, 'rm', ['-f', policyFile])
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, onSignal)
  }
}

/** Installs programs with apt-get, behind what makes one root. Throws a SetupError with its last complaint. */
export const installWithApt = (missing, prefix) => {
  const names = missing.map(program => program.package)
  say(`installing ${names.join(' and ')} with apt-get (about a minute)`)
  const quietly = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120']
  const apt = args => runWith(prefix, 'env', [...quietly, ...args])
  // A single source that fails does not matter when the others have the packages.
  const update = apt(['update'])
  const install = withoutServices(prefix, () => apt(['install', '-y', '--no-install-recommends', ...names]))
  if (install.status !== 0) {
    const lines = `${update.stderr}${install.stderr}`.split('\n').filter(line => /^(E|W|Err):/.test(line))
    throw new SetupError(
      `apt-get could not install ${names.join(' and ')}: ${lines.at(-1) ?? `code ${install.status}`}`,
    )
  }
  // The cluster starts its own: nothing that came now runs as a service, neither today nor after the next boot.
  for (const { package: name } of missing.filter(({ isService }) => isService)) {
    runWith(prefix, 'service', [name, 'stop'])
    runWith(prefix, 'update-rc.d', [name, 'disable'])
  }
}

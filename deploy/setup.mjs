// Makes a fresh machine ready for `npm start` and `npm test`: the packages, redis-server and nginx. Runs before both, is
// done in a moment when nothing is missing, and runs on Node.js 18, for nothing is installed yet. Hence plain JavaScript.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const usage = `Makes this machine ready for \`npm start\` and \`npm test\`.

  node deploy/setup.mjs [--help]

Installs the packages of pnpm-lock.yaml when they are missing or out of date. Finds redis-server (7.0 or newer) and
nginx (1.22 or newer), and installs what is missing with apt-get (Debian, Ubuntu) or brew (macOS) when that needs no
password. What it installs is not left running as a service. Does nothing when all is there.
`

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lockFile = join(root, 'pnpm-lock.yaml')
const stampFile = join(root, 'node_modules/.socketlink-setup')

/** Why the machine cannot be made ready: one sentence with what to do. */
class SetupError extends Error {}

const colour = process.stdout.isTTY && !process.env.NO_COLOR
const say = text => process.stdout.write(`${colour ? '\u001b[36msetup\u001b[39m' : 'setup'}: ${text}\n`)

// --- The packages

const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)
const fingerprint = text => createHash('sha256').update(text).digest('hex')

/** pnpm keeps a copy of the lock file that it has installed; the stamp is for the platforms where the copy differs. */
const packagesAreInstalled = () => {
  if (!existsSync(join(root, 'node_modules/.bin/node'))) return false
  const wanted = readFileSync(lockFile, 'utf8')
  return (
    read(join(root, 'node_modules/.pnpm/lock.yaml')) === wanted || read(stampFile) === fingerprint(wanted)
  )
}

const installPackages = () => {
  say('installing the packages (a minute or two the first time)')
  // The packages are for the Node.js that the repository brings, not for the one that runs this.
  const { node } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies
  const settings = [`--config.node-version=${node}`, '--config.confirm-modules-purge=false']
  const command = ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', ...settings]
  // What an `npx --package … --call …` around this has set would be taken for ours.
  const { npm_config_package: _package, npm_config_call: _call, ...env } = process.env
  const { status, error } = spawnSync('npx', command, { cwd: root, stdio: 'inherit', env })
  if (status !== 0) {
    throw new SetupError(
      `the packages could not be installed (${error?.message ?? `npx pnpm ended with code ${status}`}): see the lines above, check the network and start again.`,
    )
  }
  writeFileSync(stampFile, fingerprint(readFileSync(lockFile, 'utf8')))
}

// --- The programs

const programs = [
  {
    name: 'redis-server',
    package: 'redis-server',
    brew: 'redis',
    least: [7, 0],
    version: ['--version', /v=(\d+)\.(\d+)/],
  },
  { name: 'nginx', package: 'nginx', brew: 'nginx', least: [1, 22], version: ['-v', /nginx\/(\d+)\.(\d+)/] },
]

/** Debian keeps daemons where a user's PATH does not look. */
const folders = [
  ...(process.env.PATH ?? '').split(':'),
  ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/opt/homebrew/bin'],
]

const find = name =>
  folders
    .filter(Boolean)
    .map(folder => join(folder, name))
    .find(file => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options })

const checkVersion = ({ name, least, version: [option, pattern] }) => {
  const { stdout, stderr } = run(find(name), [option])
  const [, major, minor] = pattern.exec(`${stdout}${stderr}`) ?? []
  if (major === undefined || Number(major) > least[0]) return
  if (Number(major) === least[0] && Number(minor) >= least[1]) return
  throw new SetupError(
    `${name} ${major}.${minor} is too old: install ${least.join('.')} or newer, or use \`docker compose up\`, which needs neither redis-server nor nginx.`,
  )
}

/** How to become root without being asked for a password; undefined when there is no such way. */
const asRoot = () => {
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

const installWithApt = (missing, prefix) => {
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
  for (const name of names) {
    runWith(prefix, 'service', [name, 'stop'])
    runWith(prefix, 'update-rc.d', [name, 'disable'])
  }
}

const installWithBrew = missing => {
  const names = missing.map(program => program.brew)
  say(`installing ${names.join(' and ')} with brew (about a minute)`)
  const { status } = spawnSync('brew', ['install', '--quiet', ...names], { stdio: 'inherit' })
  if (status !== 0)
    throw new SetupError(`brew could not install ${names.join(' and ')}: see the lines above.`)
}

/** The command with which a person installs them. */
const advise = missing => {
  const names = missing.map(program => program.package).join(' ')
  if (process.platform === 'darwin')
    return `install Homebrew (https://brew.sh), then \`brew install ${names.replace('redis-server', 'redis')}\``
  if (find('apt-get')) return `\`sudo apt-get install --no-install-recommends ${names}\``
  const manager = [
    ['dnf', 'dnf install'],
    ['pacman', 'pacman -S'],
    ['zypper', 'zypper install'],
    ['apk', 'apk add'],
  ].find(([name]) => find(name))
  return manager
    ? `\`sudo ${manager[1]} ${names.replace('redis-server', 'redis')}\``
    : 'install them with your system’s package manager'
}

const installPrograms = missing => {
  const prefix = find('apt-get') === undefined ? undefined : asRoot()
  if (prefix !== undefined) installWithApt(missing, prefix)
  else if (process.platform === 'darwin' && find('brew') !== undefined) installWithBrew(missing)
  const still = missing.filter(({ name }) => find(name) === undefined)
  if (still.length === 0) return
  const names = still.map(({ name }) => name).join(' and ')
  throw new SetupError(
    `${names} ${still.length > 1 ? 'are' : 'is'} missing: ${advise(still)}, then start again; or use \`docker compose up\`, which needs neither redis-server nor nginx.`,
  )
}

const setUp = () => {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    throw new SetupError(
      `Node.js ${process.versions.node} is too old: install 18 or newer from https://nodejs.org.`,
    )
  }
  if (process.platform === 'win32') {
    throw new SetupError('nginx and Redis do not run on Windows itself: use WSL, or `docker compose up`.')
  }
  if (!packagesAreInstalled()) installPackages()
  const missing = programs.filter(({ name }) => find(name) === undefined)
  if (missing.length > 0) installPrograms(missing)
  for (const program of programs) checkVersion(program)
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(usage)
} else {
  try {
    setUp()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    const red = process.stderr.isTTY && !process.env.NO_COLOR
    process.stderr.write(`${red ? '\u001b[31m' : ''}setup: ${error.message}${red ? '\u001b[39m' : ''}\n`)
    process.exitCode = 1
  }
}

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { SetupError, say } from './say.mjs'

const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)
const fingerprint = text => createHash('sha256').update(text).digest('hex')

/** pnpm keeps a copy of the lock file that it has installed; the stamp is for the platforms where the copy differs. */
const packagesAreInstalled = (root, stampFile) => {
  if (!existsSync(join(root, 'node_modules/.bin/node'))) return false
  const wanted = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
  return (
    read(join(root, 'node_modules/.pnpm/lock.yaml')) === wanted || read(stampFile) === fingerprint(wanted)
  )
}

/** Installs what pnpm-lock.yaml names, unless it is there. */
export const installPackages = root => {
  const stampFile = join(root, 'node_modules/.socketlink-setup')
  if (packagesAreInstalled(root, stampFile)) return
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
  writeFileSync(stampFile, fingerprint(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')))
}

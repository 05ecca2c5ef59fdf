import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { SetupError, say } from './say.mjs'

const sources = ['services/web', 'services/client/src', 'services/contract/src', 'pnpm-lock.yaml']
const others = new Set(['node_modules', 'dist', 'test'])

/** The files that the build reads, sorted. */
const filesIn = path => {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter(name => !others.has(name))
  return names.sort().flatMap(name => filesIn(join(path, name)))
}

const fingerprint = root => {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(source => filesIn(join(root, source))))
    hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Builds the web client into services/web/dist, unless what is there was built from the sources as they are now. */
export const buildWebClient = root => {
  const folder = join(root, 'services/web')
  // Inside dist: who empties that forgets this, too.
  const stampFile = join(folder, 'dist/.built-from')
  const wanted = fingerprint(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  say('building the web client (some seconds)')
  const { npm_config_package: _package, npm_config_call: _call, ...env } = process.env
  // The repository's Node.js: npm puts its node_modules/.bin before everything else.
  const { status, stdout, stderr, error } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: process.stdout.isTTY ? env : { ...env, NO_COLOR: '1' },
  })
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
    throw new SetupError(
      `the web client could not be built (${error?.message ?? `code ${status}`}): see the lines above; \`npm run build\` in services/web repeats it.`,
    )
  }
  writeFileSync(stampFile, wanted)
}

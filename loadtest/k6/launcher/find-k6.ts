import { execFile } from 'node:child_process'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { LaunchError } from '../../../deploy/local/launch-error.ts'

const run = promisify(execFile)

/** A way to start k6. */
export interface K6 {
  /** For the report: `k6 v2.2.0, from PATH`. */
  about: string
  /** The command line that runs k6 with these arguments; it may read and write the folders. */
  command(args: string[], folders: string[], env: Record<string, string>): [file: string, ...args: string[]]
}

const pinned = fileURLToPath(new URL('../binary', import.meta.url))
const composeFile = fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url))
/** Where Go is when PATH does not say so. */
const goPlaces = ['go', '/usr/local/go/bin/go', '/opt/homebrew/bin/go', '/snap/bin/go']

/** The version a program tells; undefined when it cannot be run or is older than k6 2. */
const versionOf = async (file: string): Promise<string | undefined> => {
  const { stdout } = await run(file, ['version']).catch(() => ({ stdout: '' }))
  const [version, major] = /\bv(\d+)\.\d+\.\d+\S*/.exec(stdout) ?? []
  return Number(major) >= 2 ? version : undefined
}

const program = (file: string, about: string): K6 => ({ about, command: args => [file, ...args] })

const findGo = async (): Promise<string | undefined> => {
  for (const go of goPlaces) if (await run(go, ['version']).catch(() => undefined)) return go
  return undefined
}

/** Builds the pinned k6 into the data folder, once. */
const build = async (go: string, dataDir: string, say: (line: string) => void): Promise<K6 | undefined> => {
  const folder = join(dataDir, 'bin')
  const file = join(folder, 'k6')
  const { stdout } = await run(go, ['list', '-m', '-f', '{{.Version}}', 'go.k6.io/k6/v2'], { cwd: pinned })
  const wanted = stdout.trim()
  const about = `k6 ${wanted}, built with Go`
  const there = await access(file).then(
    () => versionOf(file),
    () => undefined,
  )
  if (there === wanted) return program(file, about)
  say(`building k6 ${wanted} with Go (a minute or two, once)`)
  await mkdir(folder, { recursive: true })
  const args = ['build', '-trimpath', '-ldflags', '-s -w', '-o', file, 'go.k6.io/k6/v2']
  try {
    await run(go, args, { cwd: pinned })
  } catch (error) {
    const reason = String((error as { stderr?: string }).stderr)
      .trim()
      .split('\n')
      .at(-1)
    say(`Go could not build k6: ${reason}`)
    return undefined
  }
  return program(file, about)
}

const inCompose = async (): Promise<K6 | undefined> => {
  const works = await run('docker', ['compose', 'version'])
    .then(
      () => run('docker', ['info']),
      () => undefined,
    )
    .catch(() => undefined)
  if (works === undefined) return undefined
  return {
    about: 'k6 from its image, in Compose',
    command: (args, folders, env) => [
      'docker',
      ...['compose', '--file', composeFile, '--profile', 'loadtest', 'run', '--rm', '--no-deps'],
      ...folders.flatMap(folder => ['--volume', `${folder}:${folder}`]),
      ...Object.keys(env).flatMap(name => ['--env', name]),
      ...['--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`],
      'k6',
      ...args,
    ],
  }
}

/**
 * Finds k6: on PATH, or built by Go into the data folder, or its image. Throws a LaunchError that says how to get it when
 * there is none of the three.
 */
export const findK6 = async (dataDir: string, say: (line: string) => void): Promise<K6> => {
  const onPath = await versionOf('k6')
  if (onPath !== undefined) return program('k6', `k6 ${onPath}, from PATH`)
  const go = await findGo()
  const found = (go && (await build(go, dataDir, say))) ?? (await inCompose())
  if (found) return found
  throw new LaunchError(
    'k6 is not there: install k6 2 or newer (https://grafana.com/docs/k6/latest/set-up/install-k6/), or Go 1.25 or newer, which builds it here, or Docker, which runs its image.',
  )
}

import { copyFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LaunchError } from './launch-error.ts'
import type { EdgeSettings } from './nginx-config.ts'
import { listenConfig, unlimitedConfig, upstreamConfig } from './nginx-config.ts'
import type { Exit } from './program.ts'
import { startProgram } from './program.ts'

const source = fileURLToPath(new URL('../../nginx/', import.meta.url))
/** What nginx serves besides the nodes. A cluster runs without it, too: then `/` is not found. */
const webClient = fileURLToPath(new URL('../../services/web/dist', import.meta.url))

export interface NginxServer {
  readonly pid: number
  readonly exited: Promise<Exit>
  kill(signal: NodeJS.Signals): void
  /** Takes the settings over. Resolves when no old worker accepts connections any more; connections that are open stay. */
  reload(settings: EdgeSettings): Promise<void>
  stop(): Promise<void>
}

const writeConfig = async (folder: string, settings: EdgeSettings): Promise<void> => {
  await writeFile(join(folder, 'upstream-local.conf'), upstreamConfig(settings))
  await writeFile(join(folder, 'listen-local.conf'), listenConfig(settings))
  await writeFile(join(folder, 'unlimited.conf'), unlimitedConfig(settings))
}

const writeFolder = async (folder: string, settings: EdgeSettings): Promise<void> => {
  for (const name of ['access.log', 'web']) await rm(join(folder, name), { force: true })
  await copyFile(join(source, 'nginx.conf'), join(folder, 'nginx.conf'))
  await symlink(webClient, join(folder, 'web'))
  await writeConfig(folder, settings)
}

const rootUser = process.platform === 'darwin' ? 'root wheel' : 'root root'

/** Workers of a master that runs as root would otherwise be `nobody`, who cannot read a folder of root's. */
const globals = (): string => `daemon off;${process.getuid?.() === 0 ? ` user ${rootUser};` : ''}`

/** What nginx says about its workers, by which a reload is followed. */
const workerLine = (line: string): { started?: number; leaving?: number } => {
  const started = /start worker process (\d+)/.exec(line)?.[1]
  if (started !== undefined) return { started: Number(started) }
  const leaving =
    /(\d+)#\d+: (?:gracefully shutting down|exiting)/.exec(line)?.[1] ??
    /worker process (\d+) exited/.exec(line)?.[1]
  return leaving === undefined ? {} : { leaving: Number(leaving) }
}

const emergency = (line: string): string | undefined => /\[emerg\] (?:\d+#\d+: )?(.*)/.exec(line)?.[1]

/**
 * Starts nginx with the edge's configuration; all it writes lies in `folder`. Resolves when it accepts connections,
 * throws a LaunchError with its reason when it does not start.
 */
export const startNginx = async (
  folder: string,
  settings: EdgeSettings,
  onLine: (line: string) => void,
): Promise<NginxServer> => {
  await writeFolder(folder, settings)
  const workers = new Set<number>()
  const onWorkers = new Set<(refusal?: string) => void>()
  const args = ['-p', `${folder}/`, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', globals()]
  const nginx = await startProgram('nginx', args, {
    ownGroup: true,
    onLine: line => {
      const { started, leaving } = workerLine(line)
      if (started !== undefined) workers.add(started)
      if (leaving !== undefined) workers.delete(leaving)
      for (const listener of onWorkers) listener(emergency(line))
      onLine(line)
    },
  })
  const exited = nginx.exited.then(exit => {
    for (const listener of onWorkers) listener('it ended')
    return exit
  })
  /** Waits until the workers are as wanted; rejects with what nginx has against it. */
  const waitForWorkers = async (wanted: () => boolean, failure: string): Promise<void> => {
    const settled = Promise.withResolvers<void>()
    const check = (refusal?: string) => {
      if (wanted()) settled.resolve()
      else if (refusal !== undefined) settled.reject(new LaunchError(`${failure}: ${refusal}.`))
    }
    onWorkers.add(check)
    check(nginx.alive ? undefined : (nginx.lastLines.map(emergency).findLast(Boolean) ?? 'it ended'))
    await settled.promise.finally(() => onWorkers.delete(check))
  }
  try {
    await waitForWorkers(() => workers.size > 0, 'nginx does not start')
  } catch (error) {
    await nginx.end('SIGKILL', 0)
    throw error
  }
  let reloading: Promise<void> = Promise.resolve()
  const reload = async (next: EdgeSettings): Promise<void> => {
    await writeConfig(folder, next)
    const old = [...workers]
    nginx.kill('SIGHUP')
    await waitForWorkers(
      () => workers.size > 0 && !old.some(pid => workers.has(pid)),
      'nginx does not reload',
    )
  }
  return {
    pid: nginx.pid,
    exited,
    kill: nginx.kill,
    reload: next => {
      reloading = reloading.catch(() => {}).then(() => reload(next))
      return reloading
    },
    stop: async () => void (await nginx.end('SIGTERM', 5000)),
  }
}

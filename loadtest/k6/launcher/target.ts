import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Cluster } from '../../../deploy/local/cluster.ts'
import { startCluster } from '../../../deploy/local/cluster.ts'
import { LaunchError } from '../../../deploy/local/launch-error.ts'
import type { Command } from './command-line.ts'

/** The cluster that is tested. */
export interface Target {
  url: string
  about: string
  /** Where its accounts are kept. */
  accountsFile: string
  /** Brings it to so many nodes. */
  scaleTo(nodes: number): Promise<void>
  /** Ends what was started for the run. */
  stop(): Promise<void>
}

/** The limits on addresses and users are lifted for the generator alone. */
const env = {
  SOCKETLINK_UNLIMITED_ADDRESSES: '127.0.0.1',
  SOCKETLINK_UNLIMITED_USERS: 'load-*',
  SOCKETLINK_LOG_LEVEL: 'warn',
}

const scaleLocally = async (cluster: Cluster, nodes: number): Promise<void> => {
  while (cluster.nodes.length < nodes) await cluster.addNode()
  while (cluster.nodes.length > nodes) {
    const last = cluster.nodes.at(-1)
    if (last === undefined) return
    const { code } = await cluster.removeNode(last)
    if (code !== 0) throw new LaunchError(`${last.id} was to drain and ended with code ${code}.`)
  }
}

const startLocally = async (
  { nodes, dataDir }: Command,
  signal: AbortSignal,
  onLog: (program: string, line: string) => void,
): Promise<Target> => {
  const folder = join(dataDir, 'cluster')
  const cluster = await startCluster({ nodes, port: 0, dataDir: folder, env, signal, onLog })
  return {
    url: cluster.url,
    about: `${nodes} ${nodes === 1 ? 'node' : 'nodes'} at ${cluster.url} on this machine, started for the run`,
    accountsFile: join(folder, 'accounts.json'),
    scaleTo: wanted => scaleLocally(cluster, wanted),
    stop: () => cluster.stop(),
  }
}

const runCommand = async (command: string): Promise<void> => {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    words += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0)
    throw new LaunchError(`${command} ended with code ${code}: ${words.trim().split('\n').at(-1)}`)
}

const useRunning = (url: string, { scaleCommand, dataDir }: Command): Target => ({
  url,
  about: `the cluster at ${url}`,
  accountsFile: join(dataDir, 'accounts', `${new URL(url).host.replaceAll(/[^\w.-]/g, '_')}.json`),
  scaleTo: async nodes => {
    if (scaleCommand !== undefined) await runCommand(scaleCommand.replaceAll('{nodes}', String(nodes)))
  },
  stop: async () => {},
})

/** Starts a cluster for the run, or takes the one at `--url`. Throws a LaunchError when that cannot be. */
export const openTarget = async (
  command: Command,
  signal: AbortSignal,
  onLog: (program: string, line: string) => void,
): Promise<Target> => {
  const { url, scenario, scaleCommand } = command
  if (url === undefined) return await startLocally(command, signal, onLog)
  if (scenario === 'scale' && scaleCommand === undefined) {
    throw new LaunchError(
      "With --url, scale needs --scale-command, for example 'docker compose up --detach --no-recreate --scale chat={nodes}'.",
    )
  }
  const answer = await fetch(`${url}/healthz`, { signal }).catch((error: Error) => error)
  if (answer instanceof Response && answer.ok) return useRunning(url, command)
  const reason =
    answer instanceof Response
      ? `${url}/healthz is answered ${answer.status}`
      : ((answer.cause as Error | undefined)?.message ?? answer.message)
  throw new LaunchError(`There is no cluster at ${url} (${reason}): start one, or leave --url out.`)
}

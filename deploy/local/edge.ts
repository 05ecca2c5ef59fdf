import { networkInterfaces } from 'node:os'
import { waitForAnswer } from './chat-node.ts'
import type { ClusterContext } from './cluster-options.ts'
import { freePort, tryPort } from './free-port.ts'
import { keepRunning } from './keep-running.ts'
import { LaunchError } from './launch-error.ts'
import type { EdgeNode, EdgeSettings } from './nginx-config.ts'
import { localLimits } from './nginx-config.ts'
import type { NginxServer } from './nginx-server.ts'
import { startNginx } from './nginx-server.ts'

/** The cluster's nginx. */
export interface Edge {
  readonly pid: number
  /** Where `stub_status` answers. */
  readonly statusUrl: string
  kill(signal: NodeJS.Signals): void
  /** Takes the nodes of now over. */
  reload(): Promise<void>
  end(): Promise<void>
}

/** Checks that nginx may listen there, before anything is started. Throws a LaunchError when it may not. */
export const checkPort = async (port: number, hosts: string[]): Promise<void> => {
  const other = port < 65_535 ? port + 1 : 8080
  const advice = `or choose another port, for example PORT=${other < 1024 ? 8080 : other} npm start.`
  for (const host of hosts) {
    await tryPort(port, host).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        throw new LaunchError(`Port ${port} is in use: end the program that listens there, ${advice}`)
      }
      if (error.code === 'EACCES') {
        throw new LaunchError(`Port ${port} is for the administrator only: start as root, ${advice}`)
      }
      throw new LaunchError(
        `Nothing can listen on ${host}, port ${port} (${error.message}): name another --host.`,
      )
    })
  }
}

/** The IPv6 address beside a loopback or any-address one, where the machine has IPv6: `localhost` may mean either. */
export const withIpv6 = (host: string): string[] => {
  const twin = { '127.0.0.1': '::1', localhost: '::1', '0.0.0.0': '::' }[host]
  const hasIpv6 = Object.values(networkInterfaces()).some(addresses =>
    addresses?.some(({ address }) => address === '::1'),
  )
  const first = host === 'localhost' ? '127.0.0.1' : host
  return twin !== undefined && hasIpv6 ? [first, twin] : [first]
}

/** For whom the nodes lift their limits the edge does, too. They have checked the list by then. */
const listUnlimited = (env: ClusterContext['options']['env']): string[] => {
  const list = { ...process.env, ...env }.SOCKETLINK_UNLIMITED_ADDRESSES ?? ''
  return list
    .split(',')
    .map(item => item.trim())
    .filter(Boolean)
}

/** Starts nginx before the nodes that `listNodes` names whenever it is asked. Resolves when a node answers through it. */
export const startEdge = async (
  context: ClusterContext,
  url: string,
  port: number,
  listNodes: () => readonly EdgeNode[],
): Promise<Edge> => {
  const { options, folder, guard, log, ending } = context
  const statusPort = await freePort()
  const settings = (): EdgeSettings => ({
    hosts: options.hosts ?? ['127.0.0.1'],
    port,
    statusPort,
    nodes: listNodes(),
    limits: { ...localLimits, ...options.limits },
    unlimited: listUnlimited(options.env),
  })
  let nginx: NginxServer
  const launch = async (): Promise<NginxServer> => {
    nginx = await startNginx(folder.nginx, settings(), line => log('nginx', line))
    guard.watch(nginx)
    if (ending.aborted) nginx.kill('SIGKILL')
    return nginx
  }
  nginx = await launch()
  if (options.restart) {
    const say = (line: string) => log('cluster', `nginx ${line}`)
    void keepRunning({ exited: nginx.exited, startAgain: launch, wanted: () => true, say, ending })
  }
  if (!(await waitForAnswer(`${url}/healthz`, () => ending.aborted))) {
    await nginx.stop()
    throw new LaunchError(`No node answers through nginx at ${url}/healthz; see the lines above.`)
  }
  return {
    get pid() {
      return nginx.pid
    },
    statusUrl: `http://127.0.0.1:${statusPort}/nginx_status`,
    kill: signal => nginx.kill(signal),
    reload: () => nginx.reload(settings()),
    end: () => nginx.stop(),
  }
}

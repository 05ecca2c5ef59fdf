import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { promisify } from 'node:util'

/** What this machine allows; infinity where it does not say. */
export interface MachineLimits {
  /** What one process of the cluster may have open. */
  openFiles: number
  /** From how many ports one address, this machine for one, may connect to nginx. */
  outgoingPorts: number
  /** Connections that may wait for a process to accept them. */
  backlog: number
  /** How many workers nginx starts: one for each processor. */
  workers: number
}

/** How many clients a cluster can hold at the same time, and why not more. */
export interface Room {
  clients: number
  boundBy: 'files' | 'connections'
}

/** nginx.conf's `worker_connections`; each client takes two. */
export const workerConnections = 16_384
/** For all else that a process has open: some 30 at a node; at a worker, idle connections to nodes as well. */
const otherFiles = 100

/** With fewer clients or ports, or a shorter backlog, something on this machine is set unusually low. */
const usual = { clients: 5000, outgoingPorts: 5000, backlog: 1024 }

/** Works out how many clients the nodes hold, and nginx before them with two connections for each. */
export const findRoom = ({ openFiles, workers }: MachineLimits, nodes: number): Room => {
  const files = Math.max(0, openFiles - otherFiles)
  const bounds: Room[] = [
    { clients: Math.min(files * nodes, Math.floor(files / 2) * workers), boundBy: 'files' },
    { clients: (workerConnections / 2) * workers, boundBy: 'connections' },
  ]
  return bounds.reduce((least, bound) => (bound.clients < least.clients ? bound : least))
}

const show = (count: number): string => count.toLocaleString('en')
const advice = 'docs/operating.md, "Limits of a machine", tells how to raise it'

/** A sentence about the room for clients, and whether something is so low that everybody should read it. */
export const explainLimits = (limits: MachineLimits, nodes: number): { text: string; low: boolean } => {
  const { clients, boundBy } = findRoom(limits, nodes)
  const reasons: Record<Room['boundBy'], string> = {
    files: `a process may have ${show(limits.openFiles)} open files (ulimit -Hn)`,
    connections: `a worker of nginx takes ${show(workerConnections)} connections`,
  }
  const room = `room for about ${show(clients)} clients: ${reasons[boundBy]}`
  const warn = (what: string) => ({ text: `${what}; ${advice}`, low: true })
  // What nginx.conf says is no fault of the machine.
  if (boundBy !== 'connections' && clients < usual.clients) return warn(room)
  if (limits.backlog < usual.backlog) {
    return warn(`only ${show(limits.backlog)} clients may connect in one moment (net.core.somaxconn)`)
  }
  if (limits.outgoingPorts < usual.outgoingPorts) {
    return warn(
      `only ${show(limits.outgoingPorts)} clients on this machine have a port to connect from (net.ipv4.ip_local_port_range)`,
    )
  }
  return { text: room, low: false }
}

const orInfinity = (text: string): number => Number.parseInt(text, 10) || Number.POSITIVE_INFINITY
const run = async (file: string, args: string[]): Promise<string> =>
  (await promisify(execFile)(file, args).catch(() => ({ stdout: '' }))).stdout
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** The first and the last port that outgoing connections get, and the longest backlog; empty where the system has no such thing. */
const readNetwork = async (): Promise<{ range: string; backlog: string }> => {
  if (process.platform === 'darwin') {
    const range = ['net.inet.ip.portrange.first', 'net.inet.ip.portrange.last']
    return {
      range: await run('sysctl', ['-n', ...range]),
      backlog: await run('sysctl', ['-n', 'kern.ipc.somaxconn']),
    }
  }
  const net = '/proc/sys/net'
  return {
    range: await read(`${net}/ipv4/ip_local_port_range`),
    backlog: await read(`${net}/core/somaxconn`),
  }
}

/** Reads the limits of this machine, for Linux and macOS. Never rejects. */
export const readMachineLimits = async (): Promise<MachineLimits> => {
  const { range, backlog } = await readNetwork()
  const [first, last] = range.trim().split(/\s+/).map(Number)
  return {
    // Node.js raises its own limit to the hard one, and all that it starts inherits that.
    openFiles: orInfinity(await run('sh', ['-c', 'ulimit -n'])),
    outgoingPorts: first && last ? last - first + 1 : Number.POSITIVE_INFINITY,
    backlog: orInfinity(backlog),
    workers: cpus().length || 1,
  }
}

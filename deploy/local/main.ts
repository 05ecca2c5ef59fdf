import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import { startCluster } from './cluster.ts'
import type { Command } from './command-line.ts'
import { readCommand, usage } from './command-line.ts'
import { withIpv6 } from './edge.ts'
import { LaunchError } from './launch-error.ts'
import { readLine } from './log-line.ts'
import { explainLimits, readMachineLimits } from './machine-limits.ts'
import { showPath } from './run-folder.ts'
import { createScreen, wantsColours } from './terminal.ts'
import { watchSignals } from './watch-signals.ts'

const { paint, render } = createScreen(wantsColours(process.stdout, process.env))
const print = (text: string): void => void process.stdout.write(`${text}\n`)

const start = async (command: Command, asked: AbortSignal): Promise<Cluster> => {
  const { nodes, port, host, dataDir, verbose, redis } = command
  let starting = true
  const onLog = (program: string, text: string): void => {
    const line = readLine(program, text)
    // Why something does not start is told once, at the end.
    const early = starting && (line.raw || line.level === 'warn' || line.level === 'error')
    if (verbose || (line.level !== 'debug' && !early)) print(render(program, line))
  }
  const cluster = await startCluster({
    nodes,
    port,
    hosts: withIpv6(host),
    dataDir,
    redisKind: redis,
    restart: true,
    signal: asked,
    // At the end of a whole cluster nobody has another node to go to: no need to spread the farewell.
    env: { SOCKETLINK_DRAIN_WINDOW_MS: process.env.SOCKETLINK_DRAIN_WINDOW_MS ?? '1000' },
    onLog,
  })
  starting = false
  return cluster
}

const countNodes = (nodes: number): string => (nodes === 1 ? '1 node' : `${nodes} nodes`)

const announce = ({ nodes, port, host, dataDir }: Command): void => {
  const name = host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host
  const address = paint(['bold', 'underline'], `http://${name}:${port}`)
  const ready = paint(['bold', 'green'], 'SocketLink is ready at')
  print(`\n${ready} ${address} - ${countNodes(nodes)} - Ctrl-C ends it, data stays in ${showPath(dataDir)}\n`)
}

/** Tells what this machine has room for: everybody when that is unusually little, else those who want to know all. */
const tellLimits = async ({ nodes, verbose }: Command): Promise<void> => {
  const { text, low } = explainLimits(await readMachineLimits(), nodes)
  if (low || verbose) print(render('cluster', { level: low ? 'warn' : 'info', text }))
}

const main = async (): Promise<void> => {
  const command = readCommand(process.argv.slice(2), process.env)
  if (command.help) return print(usage)
  const asked = watchSignals(() =>
    print(`\n${paint('bold', 'Ending:')} clients are sent away first; Ctrl-C again ends it at once.`),
  )
  print(`${paint('bold', 'SocketLink:')} starting Redis, ${countNodes(command.nodes)} and nginx`)
  try {
    const cluster = await start(command, asked)
    if (!asked.aborted) await tellLimits(command)
    if (!asked.aborted) announce(command)
    while (!asked.aborted) await delay(2 ** 30, undefined, { signal: asked }).catch(() => {})
    await cluster.stop()
  } catch (error) {
    if (!asked.aborted) throw error
  }
  print(`${paint('bold', 'Ended.')} Data stays in ${showPath(command.dataDir)}.`)
}

// A terminal that was closed takes nothing more; the end goes on without it.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
try {
  await main()
  process.exit(0)
} catch (error) {
  const known = error instanceof LaunchError
  const words = known ? [...error.lines, `socketlink: ${error.message}`] : [String((error as Error).stack)]
  const { paint: paintError } = createScreen(wantsColours(process.stderr, process.env))
  process.stderr.write(`${paintError('red', words.join('\n'))}\n`)
  process.exit(1)
}

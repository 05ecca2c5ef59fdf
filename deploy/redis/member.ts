import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../local/free-port.ts'
import { keepRunning } from '../local/keep-running.ts'
import { LaunchError } from '../local/launch-error.ts'
import type { Program } from '../local/program.ts'
import { startProgram } from '../local/program.ts'
import type { GroupOptions, Member } from './group.ts'

export interface MemberPlan {
  name: string
  kind: 'server' | 'sentinel'
  /** Its configuration when it is started for the first time. Redis writes into the file later on. */
  configure(port: number): string[]
}

const configFile = 'redis.conf'
const ready = { server: 'Ready to accept connections', sentinel: '+monitor master' }

/** The port in an existing configuration; undefined when there is none yet. */
const readPort = async (folder: string): Promise<number | undefined> => {
  const text = await readFile(join(folder, configFile), 'utf8').catch(() => '')
  const [, port] = /^(?:tls-)?port ([1-9]\d*)$/m.exec(text) ?? []
  return port === undefined ? undefined : Number(port)
}

/** Its folder and configuration, made when they are not there; what is there stays as Redis has left it. */
const prepare = async (folder: string, plan: MemberPlan): Promise<number> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const known = await readPort(folder)
  if (known !== undefined) return known
  const port = await freePort()
  const lines = ['bind 127.0.0.1', `dir "${folder}"`, ...plan.configure(port)]
  await writeFile(join(folder, configFile), `${lines.join('\n')}\n`, { mode: 0o600 })
  return port
}

/** Starts one process of a group. Rejects with a LaunchError that has its last words when it does not come up. */
export const startMember = async (plan: MemberPlan, options: GroupOptions): Promise<Member> => {
  const { name, kind } = plan
  const folder = join(options.dir, name)
  const port = await prepare(folder, plan)
  const ending = options.signal ?? new AbortController().signal
  let wanted = true
  let program: Program

  const launch = async (): Promise<Program> => {
    const up = Promise.withResolvers<'up'>()
    const args = [join(folder, configFile), ...(kind === 'sentinel' ? ['--sentinel'] : [])]
    program = await startProgram('redis-server', args, {
      ownGroup: options.ownGroup ?? false,
      // A locale that the machine does not have would end Redis at the start.
      env: { ...process.env, LC_ALL: 'C' },
      onLine: line => {
        options.onLine?.(name, line)
        if (line.includes(ready[kind])) up.resolve('up')
      },
    })
    options.onProcess?.(program)
    const giveUp = () => program.kill('SIGTERM')
    ending.addEventListener('abort', giveUp)
    const outcome = await Promise.race([up.promise, program.exited])
    ending.removeEventListener('abort', giveUp)
    if (outcome === 'up') return program
    const words = program.lastLines.findLast(line => / # /.test(line)) ?? program.lastLines.at(-1) ?? ''
    throw new LaunchError(`${name} does not start: ${words.replace(/^\S+ .*? [#*] /, '')}`, program.lastLines)
  }

  const keep = (): void => {
    if (!options.restart) return
    const say = (line: string) => options.onLine?.('cluster', `${name} ${line}`)
    void keepRunning({ exited: program.exited, startAgain: launch, wanted: () => wanted, say, ending })
  }

  program = await launch()
  keep()
  return {
    name,
    port,
    address: `127.0.0.1:${port}`,
    get pid() {
      return program.pid
    },
    kill: signal => program.kill(signal),
    start: async () => {
      await program.exited
      wanted = true
      await launch()
      keep()
    },
    stop: async () => {
      wanted = false
      await program.end('SIGTERM', 30_000)
    },
  }
}

/** Starts several side by side. When one does not come up, the others are ended and the reason is thrown. */
export const startMembers = async (plans: MemberPlan[], options: GroupOptions): Promise<Member[]> => {
  const starts = await Promise.allSettled(plans.map(plan => startMember(plan, options)))
  const members = starts.flatMap(start => (start.status === 'fulfilled' ? [start.value] : []))
  const failed = starts.find(start => start.status === 'rejected')
  if (failed === undefined) return members
  await Promise.all(members.map(member => member.stop()))
  throw failed.reason
}

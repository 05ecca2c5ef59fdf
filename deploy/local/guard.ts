import { readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { killGroup } from './program.ts'

// A small process beside the launcher. It ends the cluster's processes when the launcher goes without having done so
// (kill -9, a crash), which it notices by the end of its own standard input. It also holds the lock on the data folder,
// until the last process that writes there is gone. `start-guard.ts` is the launcher's side.

export interface GuardOrder {
  /** Redis goes last: the nodes still owe it what they have accepted. */
  watch?: { pid: number; last: boolean }
  forget?: number
  /** A folder to remove at the end. */
  remove?: string
}

/** Who runs a cluster on a data folder. */
export interface Owner {
  pid: number
  url: string
  /** The launcher is gone and its processes are being ended: the folder is free in a moment. */
  ending?: true
}

/** In a container without an init process what has ended stays as a zombie: nobody asks for its exit code. */
const isZombie = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** Asks them to end, waits, and kills those that are still there after `graceMs`. */
const endAll = async (pids: number[], graceMs: number): Promise<void> => {
  for (const pid of pids) killGroup(pid, 'SIGTERM')
  const deadline = Date.now() + graceMs
  while (pids.some(alive) && Date.now() < deadline) await delay(50)
  for (const pid of pids.filter(alive)) killGroup(pid, 'SIGKILL')
}

const askOwner = async (lock: string): Promise<Owner | undefined> => {
  const answer = Promise.withResolvers<Owner | undefined>()
  let text = ''
  const socket = connect(lock)
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => answer.resolve(undefined))
  socket.on('end', () => answer.resolve(JSON.parse(text) as Owner))
  return await answer.promise
}

/** Listens on the lock for as long as this process lives. Resolves with the owner when there is one already. */
const takeLock = async (lock: string, owner: Owner): Promise<Owner | undefined> => {
  const other = await askOwner(lock)
  if (other !== undefined) return other
  rmSync(lock, { force: true })
  const server = createServer(socket => socket.on('error', () => {}).end(JSON.stringify(owner)))
  const taken = Promise.withResolvers<undefined>()
  server.once('error', taken.reject).listen(lock, () => taken.resolve(undefined))
  server.unref()
  return await taken.promise
}

const main = async (): Promise<void> => {
  const { lock, owner } = JSON.parse(process.argv[2] ?? '{}') as { lock?: string; owner: Owner }
  const other = lock === undefined ? undefined : await takeLock(lock, owner)
  process.stdout.write(`${JSON.stringify({ other })}\n`)
  if (other !== undefined) return
  const watched = new Map<number, { last: boolean }>()
  let remove: string | undefined
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as GuardOrder
    if (order.watch) watched.set(order.watch.pid, order.watch)
    if (order.forget !== undefined) watched.delete(order.forget)
    remove = order.remove ?? remove
  }
  owner.ending = true
  const pick = (last: boolean) => [...watched].filter(([, watch]) => watch.last === last).map(([pid]) => pid)
  await endAll(pick(false), 12_000)
  await endAll(pick(true), 10_000)
  if (remove !== undefined) rmSync(remove, { recursive: true, force: true })
  if (lock !== undefined) rmSync(lock, { force: true })
}

await main()

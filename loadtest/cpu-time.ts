import { readdirSync, readFileSync } from 'node:fs'

/** A process and all processes below it. */
export const withChildren = (pid: number): number[] => {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(withChildren)]
}

/** Nanoseconds a thread has run, user and system time together, as the scheduler counts them. */
const threadTime = (pid: number, thread: string): number =>
  Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])

/** Microseconds that these processes have run on a processor so far, all threads together. */
export const cpuMicros = (pids: readonly number[]): number => {
  let nanos = 0
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) nanos += threadTime(pid, thread)
  }
  return nanos / 1000
}

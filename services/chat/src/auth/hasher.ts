import { spawnSync } from 'node:child_process'
import { setPriority } from 'node:os'

// The process that hashes passwords, forked by hashing-process.ts. At the lowest priority a flood of logins takes only
// the time that the chat leaves. argon2 is loaded behind that, because the threads it works in inherit the priority.
setPriority(19)
// Linux lets nice 19 end its turn of some milliseconds; idle work gives way at once. Where `chrt` is missing, or not
// allowed, nice 19 remains.
if (process.argv[2] === 'idle') {
  spawnSync('chrt', ['-i', '-p', '0', String(process.pid)], { env: { PATH: '/usr/bin:/bin' } })
}
const { argon2id, hash, verify } = await import('argon2')

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const parameters = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const

export interface Job {
  id: number
  password: string
  /** The hash to verify the password with; without it a new hash is made. */
  against?: string
}

export interface JobResult {
  id: number
  hash?: string
  matches?: boolean
  /** Why there is no result. */
  failed?: string
}

const work = async ({ id, password, against }: Job): Promise<JobResult> => {
  if (against === undefined) return { id, hash: await hash(password, parameters) }
  return { id, matches: await verify(against, password) }
}

const answer = (result: JobResult): void => {
  // The node may be gone by now; the send then fails, and there is nobody to tell.
  process.send?.(result, undefined, undefined, () => {})
}

process.on('message', (job: Job) => {
  work(job).then(answer, error => answer({ id: job.id, failed: (error as Error).message }))
})
// Ctrl-C reaches the whole process group, but the node drains first. This process ends with its channel, and so also
// when the node is killed.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => process.exit(0))

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface RedisCommandsSeen {
  /** Names of the commands that clients sent, in order; pings are left out. */
  sent: string[]
  /** Names of the commands that scripts ran. */
  inScripts: string[]
  /** What clients published themselves, parsed. */
  published: { type: number }[]
}

const parse = (line: string): { script: boolean; words: string[] } | undefined => {
  const match = /^\S+ \[\d+ (\S+)\] (.*)$/.exec(line)
  if (!match) return undefined
  const words = [...(match[2] ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word ?? '')
  return { script: match[1] === 'lua', words: [words[0]?.toLowerCase() ?? '', ...words.slice(1)] }
}

const run = (url: string, ...args: string[]): ChildProcess => spawn('redis-cli', ['-u', url, ...args])

/** Watches every command a Redis runs, by MONITOR, until it is stopped; what was sent before the stop is all there. */
export const monitorRedis = async (url: string): Promise<{ stop(): Promise<RedisCommandsSeen> }> => {
  const seen: RedisCommandsSeen = { sent: [], inScripts: [], published: [] }
  const last = randomBytes(8).toString('hex')
  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const monitor = run(url, 'MONITOR')
  if (!monitor.stdout) throw new Error('no output')
  createInterface(monitor.stdout).on('line', line => {
    if (line === 'OK') started.resolve()
    const command = parse(line)
    if (!command) return
    const [name = '', ...words] = command.words
    if (name === 'echo' && words[0] === last) ended.resolve()
    else if (command.script) seen.inScripts.push(name)
    else if (!['ping', 'ssubscribe', 'sunsubscribe', 'echo'].includes(name)) {
      seen.sent.push(name)
      if (name === 'spublish')
        seen.published.push(JSON.parse(JSON.parse(`"${words[1]}"`) as string) as { type: number })
    }
  })
  await started.promise
  return {
    stop: async () => {
      run(url, 'ECHO', last)
      await ended.promise
      const gone = once(monitor, 'exit')
      monitor.kill()
      await gone
      return seen
    },
  }
}

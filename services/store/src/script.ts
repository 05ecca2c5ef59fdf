import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Redis } from './redis.ts'
import type { RedisCommands } from './redis-client.ts'

/** A reply of a script: integers come as numbers, everything else as strings. */
export type Reply = string | number | null | Reply[]

/** Stands among the arguments for who is in charge where the script runs: `Act` in redis.ts. */
export const reign = Symbol('reign')

interface Script {
  sha: string
  source: string
}

const known: Script[] = []

/**
 * Reads a `.lua` file that lies beside its caller and returns the function that runs it, in one round trip.
 *
 * @param location the caller's `import.meta.url`
 * @param file the script's file name, `./send-message.lua`
 * @returns `run(link, keys, args)`, which runs it where the first key lies, as all of them do; `onConnection` is told
 *   which connection has answered. Throws what `Redis.run` does.
 */
export const loadScript = (location: string, file: string) => {
  const source = readFileSync(new URL(file, location), 'utf8')
  const sha = createHash('sha1').update(source).digest('hex')
  known.push({ sha, source })
  return (
    link: Redis,
    keys: string[],
    args: (string | number | typeof reign)[],
    onConnection?: (redis: RedisCommands) => void,
  ): Promise<Reply> => {
    return link.run(keys[0] ?? '', async (redis, current) => {
      const options = { keys, arguments: args.map(arg => (arg === reign ? current : String(arg))) }
      onConnection?.(redis)
      try {
        return (await redis.evalSha(sha, options)) as Reply
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return ((await redis.eval(source, options)) ?? null) as Reply
      }
    })
  }
}

/** Loads every script ahead of the first call, so that calls run in the order they were made from the start. */
export const preloadScripts = async (redis: RedisCommands): Promise<void> => {
  await Promise.all(known.map(({ source }) => redis.scriptLoad(source)))
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RedisCommands } from './redis-client.ts'
import { asUnavailable } from './unavailable.ts'

/** A reply of a script: integers come as numbers, everything else as strings. */
export type Reply = string | number | null | Reply[]

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
 * @returns `run(redis, keys, args)`; throws `unavailable` while Redis cannot be reached or refuses writes
 */
export const loadScript = (location: string, file: string) => {
  const source = readFileSync(new URL(file, location), 'utf8')
  const sha = createHash('sha1').update(source).digest('hex')
  known.push({ sha, source })
  return async (redis: RedisCommands, keys: string[], args: (string | number)[]): Promise<Reply> => {
    const options = { keys, arguments: args.map(String) }
    try {
      return (await redis.evalSha(sha, options)) as Reply
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw asUnavailable(error)
      return ((await redis.eval(source, options).catch(cause => Promise.reject(asUnavailable(cause)))) ??
        null) as Reply
    }
  }
}

/** Loads every script ahead of the first call, so that calls run in the order they were made from the start. */
export const preloadScripts = async (redis: RedisCommands): Promise<void> => {
  await Promise.all(known.map(({ source }) => redis.scriptLoad(source)))
}

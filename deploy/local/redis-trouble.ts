import { LaunchError } from './launch-error.ts'
import { showPath } from './run-folder.ts'

const damaged =
  /bad file format|unexpected end of file|fatal error loading|wrong signature|short read|crc|corrupt|manifest/i

/** One sentence for a Redis that does not start on the append-only file in `dir`. */
export const explainRedis = (error: Error, dir: string | undefined): Error => {
  if (error instanceof LaunchError) return error
  // "redis-server ended with code 1: <why>: make a backup …"
  const reason = error.message
    .replace(/^redis-server ended with .*?: /, '')
    .replace(/: make a backup.*|[.\s]+$/, '')
  if (dir === undefined) return new LaunchError(`Redis does not start: ${reason}.`)
  const folder = showPath(dir)
  return new LaunchError(
    damaged.test(reason)
      ? `Redis cannot read its data in ${folder} (${reason}): repair it with \`redis-check-aof --fix ${folder}/appendonlydir/appendonly.aof.manifest\`, or move the folder away to begin empty.`
      : `Redis does not start on ${folder}: ${reason}.`,
  )
}

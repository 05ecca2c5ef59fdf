import { type ParseArgsConfig, parseArgs } from 'node:util'
import { LaunchError } from '../deploy/local/launch-error.ts'

/** Reads a command's arguments by `parseArgs`. Throws a LaunchError that names what is wrong. */
export const readOptions = <Config extends ParseArgsConfig>(
  command: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> => {
  try {
    return parseArgs(config)
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0]
    throw new LaunchError(`${reason}: \`npm run ${command} -- --help\` shows what there is.`)
  }
}

/** The whole number that an option was given. Throws a LaunchError that says which ones may be. */
export const readWholeNumber = (option: string, text: string, least: number, most: number): number => {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new LaunchError(`--${option} must be a whole number from ${least} to ${most}, not "${text}".`)
}

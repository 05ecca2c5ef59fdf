import { type ParseArgsConfig, parseArgs } from 'node:util'
import { LaunchError } from './launch-error.ts'

/**
 * Reads a command's arguments by `parseArgs`. Throws a LaunchError that names what is wrong.
 *
 * @param help what to type to see the options
 */
export const readOptions = <Config extends ParseArgsConfig>(
  help: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> => {
  try {
    return parseArgs(config)
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0]
    throw new LaunchError(`${reason}: ${help} shows what there is.`)
  }
}

/**
 * The whole number that a setting was given. Throws a LaunchError that says which ones may be.
 *
 * @param name the option or variable, as people write it
 */
export const readWholeNumber = (name: string, text: string, least: number, most: number): number => {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw new LaunchError(`${name} must be a whole number from ${least} to ${most}, not "${text}".`)
}

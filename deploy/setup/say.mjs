import process from 'node:process'

/** Why the machine cannot be made ready: one sentence with what to do. */
export class SetupError extends Error {}

const colour = process.stdout.isTTY && !process.env.NO_COLOR

/** One line of progress. */
export const say = text =>
  process.stdout.write(`${colour ? '\u001b[36msetup\u001b[39m' : 'setup'}: ${text}\n`)

/** Why the cluster cannot start or go on: one sentence that names the trouble and says what to do. Shown without a stack. */
export class LaunchError extends Error {
  override name = 'LaunchError'
  /** What the program in question wrote last, when the sentence alone does not tell enough. */
  readonly lines: readonly string[]

  constructor(message: string, lines: readonly string[] = []) {
    super(message)
    this.lines = lines
  }
}

/** The sentence for a program that is not there. */
export const missingProgram = (program: string): LaunchError =>
  new LaunchError(
    `${program} is not installed: run \`node deploy/setup.mjs\`, which installs it or says how, or use \`docker compose up\`, which does not need it.`,
  )

/** Thrown when the environment cannot be used; the message names every variable at fault and what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

import { killAllPrograms } from './program.ts'

/** npm passes on a Ctrl-C that the terminal has sent to us already: what comes that soon is the same press. */
const samePressMs = 400

/**
 * Watches for Ctrl-C, SIGTERM and the terminal's end. The first aborts the signal that is returned, the second kills every
 * program that was started.
 *
 * @param onFirst called once, before the signal is aborted
 * @param onSecond called when everything was killed
 */
export const watchSignals = (onFirst: () => void, onSecond: () => void = () => {}): AbortSignal => {
  const asked = new AbortController()
  let first = 0
  const onSignal = (): void => {
    if (first === 0) {
      first = Date.now()
      onFirst()
      asked.abort()
    } else if (Date.now() - first > samePressMs) {
      killAllPrograms()
      onSecond()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return asked.signal
}

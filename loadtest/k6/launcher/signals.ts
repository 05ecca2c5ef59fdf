import { killAllPrograms } from '../../../deploy/local/program.ts'

/** npm passes on a Ctrl-C that the terminal has sent to us already: what comes that soon is the same press. */
const samePressMs = 400

/** Aborts at the first Ctrl-C (or SIGTERM, or the terminal's end) and kills everything at the second. */
export const watchSignals = (say: (line: string) => void): AbortSignal => {
  const asked = new AbortController()
  let first = 0
  const onSignal = (): void => {
    if (first === 0) {
      first = Date.now()
      say('Ending: what was measured so far is reported; Ctrl-C again ends it at once.')
      asked.abort()
    } else if (Date.now() - first > samePressMs) killAllPrograms()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return asked.signal
}

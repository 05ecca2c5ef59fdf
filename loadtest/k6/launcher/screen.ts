import { createScreen, wantsColours } from '../../../deploy/local/terminal.ts'
import type { Paint } from '../report/terminal.ts'
import type { StatusLine } from './progress.ts'
import { createStatusLine } from './progress.ts'

/** Where the launcher writes. */
export interface Screen {
  paint: Paint
  status: StatusLine
  print(text: string): void
  /** A line in a quiet colour. */
  note(text: string): void
  warn(text: string): void
}

/** Writes to standard output, in colours on a terminal. */
export const openScreen = (): Screen => {
  const { paint } = createScreen(wantsColours(process.stdout, process.env))
  const status = createStatusLine(process.stdout)
  const print = (text: string): void => {
    status.end()
    process.stdout.write(`${text}\n`)
  }
  return {
    paint,
    status,
    print,
    note: text => print(paint('dim', `  ${text}`)),
    warn: text => print(paint('yellow', `  ${text}`)),
  }
}

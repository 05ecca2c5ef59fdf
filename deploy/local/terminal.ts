import { styleText } from 'node:util'
import type { LogLine } from './log-line.ts'

type Style = Parameters<typeof styleText>[0]

const nodeStyles: Style[] = ['cyan', 'magenta', 'blue', 'cyanBright', 'magentaBright', 'blueBright']

const prefixStyle = (program: string): Style => {
  if (/^(redis|sentinel)\b/.test(program)) return 'red'
  if (program === 'nginx') return 'green'
  const number = /^node-(\d+)$/.exec(program)?.[1]
  return number === undefined ? 'bold' : (nodeStyles[(Number(number) - 1) % nodeStyles.length] ?? 'cyan')
}

const levelStyles: Record<LogLine['level'], Style> = {
  debug: 'dim',
  info: 'reset',
  warn: 'yellow',
  error: 'red',
}

export interface Screen {
  paint(style: Style, text: string): string
  /** One line of one process: time, coloured name, text, dim details. */
  render(program: string, line: LogLine, now?: Date): string
}

/** Draws lines with or without colours. */
export const createScreen = (colours: boolean): Screen => {
  const paint = (style: Style, text: string): string =>
    colours ? styleText(style, text, { validateStream: false }) : text
  const render = (program: string, { level, text, facts }: LogLine, now = new Date()): string => {
    const time = paint('dim', now.toTimeString().slice(0, 8))
    const name = paint(prefixStyle(program), program.padEnd(7))
    const grave = level === 'warn' || level === 'error' ? `${level}: ` : ''
    const words = paint(levelStyles[level], grave + text)
    return [time, name, words, ...(facts === undefined ? [] : [paint('dim', facts)])].join('  ')
  }
  return { paint, render }
}

/** Whether to colour what goes to a stream: on a terminal, unless NO_COLOR (https://no-color.org) says no. */
export const wantsColours = (stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'

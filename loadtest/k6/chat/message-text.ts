/** What a message of a run says in its text, so that whoever receives it can time it. */
export interface Stamp {
  /** Of one run: others may talk in the same room. */
  runId: string
  /** When it was meant to be sent, Unix ms. */
  intendedAt: number
}

/** The text of a message, filled up to `bytes` characters. */
export const writeText = ({ runId, intendedAt }: Stamp, bytes: number): string =>
  `${runId} ${intendedAt} `.padEnd(bytes, '.')

/** When a message of this run was meant to be sent; undefined for anybody else's. */
export const readIntendedAt = (text: string, runId: string): number | undefined => {
  if (!text.startsWith(`${runId} `)) return undefined
  const from = runId.length + 1
  return Number(text.slice(from, text.indexOf(' ', from)))
}

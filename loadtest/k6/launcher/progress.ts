import { setTimeout as delay } from 'node:timers/promises'
import type { Stats } from '@socketlink/contract'

/** A line that says where things are: rewritten on a terminal, repeated now and then elsewhere. */
export interface StatusLine {
  show(text: string): void
  /** Leaves the line for what is printed next. */
  end(): void
}

const quietMs = 10_000

/** Draws on a stream. Elsewhere than on a terminal it shows the first line and then one in ten seconds. */
export const createStatusLine = (stream: NodeJS.WriteStream): StatusLine => {
  let shownAt = Number.NEGATIVE_INFINITY
  let open = false
  return {
    show: text => {
      if (stream.isTTY) {
        stream.write(`\r\x1b[2K${text.slice(0, stream.columns - 1)}`)
        open = true
      } else if (performance.now() - shownAt > quietMs) {
        stream.write(`${text}\n`)
        shownAt = performance.now()
      }
    },
    end: () => {
      if (open) stream.write('\r\x1b[2K')
      open = false
    },
  }
}

const readStats = async (url: string): Promise<Stats | undefined> => {
  try {
    const response = await fetch(`${url}/api/stats`, { signal: AbortSignal.timeout(1000) })
    return response.ok ? ((await response.json()) as Stats) : undefined
  } catch {
    return undefined
  }
}

const group = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ')

/** Shows each second what the cluster says of itself, until the signal. */
export const followRun = async (
  url: string,
  seconds: number,
  line: StatusLine,
  signal: AbortSignal,
): Promise<void> => {
  const before = await readStats(url)
  const startedAt = performance.now()
  while (!signal.aborted) {
    const now = await readStats(url)
    const at = Math.min(Math.ceil(seconds), Math.round((performance.now() - startedAt) / 1000))
    const facts = now
      ? [
          `${group(now.connections)} connections`,
          `${group(now.messages.total - (before?.messages.total ?? 0))} messages`,
          `${now.nodes} nodes`,
        ]
      : ['the cluster does not answer']
    line.show(`  ${at} of ${Math.ceil(seconds)} s · ${facts.join(' · ')}`)
    await delay(1000, undefined, { signal }).catch(() => {})
  }
  line.end()
}

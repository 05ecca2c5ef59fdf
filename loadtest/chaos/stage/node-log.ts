/** What the nodes of a stage have written that somebody may have to read. */
export interface NodeLog {
  /** Lines at level error: a fault of ours. */
  readonly errors: string[]
  /** The `event` of every line above debug, with its node, oldest first. */
  readonly events: { node: string; event: string; at: number }[]
  add(program: string, line: string): void
}

const errorLevel = 50

export const createNodeLog = (): NodeLog => {
  const errors: string[] = []
  const events: NodeLog['events'] = []
  return {
    errors,
    events,
    add: (program, line) => {
      if (!program.startsWith('node')) return
      let parsed: { level?: number; event?: string }
      try {
        parsed = JSON.parse(line)
      } catch {
        // Not a line of the log: a stack trace, a warning of Node.js.
        errors.push(`${program} ${line}`)
        return
      }
      if ((parsed.level ?? 0) >= errorLevel) errors.push(`${program} ${line}`)
      if (parsed.event) events.push({ node: program, event: parsed.event, at: performance.now() })
    },
  }
}

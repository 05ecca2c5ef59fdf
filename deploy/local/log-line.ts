/** A line for the terminal: how grave it is and what it says. */
export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
  /** Details, `name=value`. */
  facts?: string
  /** No log line at all, for example a line of a stack. */
  raw?: true
}

const levelOf = (level: number): LogLine['level'] => {
  if (level >= 50) return 'error'
  if (level >= 40) return 'warn'
  return level >= 30 ? 'info' : 'debug'
}

/** What every line of pino has, or the prefix and the text say already. */
const known = new Set(['level', 'time', 'pid', 'hostname', 'name', 'nodeId', 'node', 'msg', 'event', 'err'])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const showValue = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text
  return /^[^\s"=]+$/.test(short) ? short : JSON.stringify(short)
}

/** Reads a line of a chat node: pino's JSON, or anything else as it is. */
export const readNodeLine = (line: string): LogLine => {
  let entry: unknown
  try {
    entry = JSON.parse(line)
  } catch {}
  if (!isRecord(entry) || typeof entry.level !== 'number') return { level: 'info', text: line, raw: true }
  const details = Object.entries(entry).filter(([name, value]) => !known.has(name) && value !== undefined)
  const { err } = entry
  if (isRecord(err)) details.push(['error', err.message])
  const facts = details.map(([name, value]) => `${name}=${showValue(value)}`).join(' ')
  const text = String(entry.msg ?? entry.event ?? '')
  // Fastify says by itself what the node says too.
  const level = text.startsWith('Server listening at') ? 'debug' : levelOf(entry.level)
  return { level, text, ...(facts === '' ? {} : { facts }) }
}

/** What Redis says at every start and marks as a warning. */
const redisChatter =
  /oO0OoO0OoO0Oo|Redis version=|Configuration loaded|Server initialized|overcommit|Transparent Huge|User requested shutdown|ready to exit|Sentinel ID is|\+monitor |configEpoch set|IP address for this node|Diskless rdb transfer|Cluster state changed: ok/

/** Reads a line of redis-server: `<pid>:<role> <date> <mark> <text>`, where the mark `#` means that it matters. */
export const readRedisLine = (line: string): LogLine => {
  const parts = /^\d+:\S+ .*? ([.\-*#]) (.*)$/.exec(line)
  if (parts === null) return { level: /error/i.test(line) ? 'error' : 'debug', text: line }
  const [, mark, text = ''] = parts
  if (text.startsWith('Ready to accept connections')) return { level: 'info', text: 'ready' }
  return { level: mark === '#' && !redisChatter.test(text) ? 'warn' : 'debug', text }
}

const nginxLevels: Record<string, LogLine['level']> = {
  debug: 'debug',
  info: 'debug',
  notice: 'debug',
  warn: 'warn',
}

/** Reads a line of nginx's error log: `<date> [<level>] <pid>#<thread>: *<connection> <text>`. */
export const readNginxLine = (line: string): LogLine => {
  const parts = /^(?:\S+ \S+|nginx:) \[(\w+)\] (?:\d+#\d+: )?(?:\*\d+ )?(.*)$/.exec(line)
  if (parts === null) return { level: 'info', text: line }
  const [, level = '', text = ''] = parts
  return { level: nginxLevels[level] ?? 'error', text }
}

/** Reads a line that a process of the cluster wrote. */
export const readLine = (program: string, line: string): LogLine => {
  if (/^(redis|sentinel)\b/.test(program)) return readRedisLine(line)
  if (program === 'nginx') return readNginxLine(line)
  if (program === 'cluster') return { level: 'info', text: line }
  return readNodeLine(line)
}

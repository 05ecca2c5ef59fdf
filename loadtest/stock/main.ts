import { readFileSync } from 'node:fs'
import { startStockNode } from './node.ts'

// Takes the same variables as a SocketLink node, so that the same launcher starts both.
const {
  SOCKETLINK_HOST,
  SOCKETLINK_PORT,
  SOCKETLINK_UNIX_SOCKET,
  SOCKETLINK_REDIS_URL,
  SOCKETLINK_JWT_SECRET,
  SOCKETLINK_JWT_SECRET_FILE,
  SOCKETLINK_PING_INTERVAL_MS,
} = process.env

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
await startStockNode({
  host: SOCKETLINK_HOST ?? '127.0.0.1',
  port: Number(SOCKETLINK_PORT ?? 3000),
  unixSocket: SOCKETLINK_UNIX_SOCKET || undefined,
  redisUrl: SOCKETLINK_REDIS_URL ?? 'redis://127.0.0.1:6379',
  jwtSecret: SOCKETLINK_JWT_SECRET ?? readFileSync(SOCKETLINK_JWT_SECRET_FILE ?? '', 'utf8').trim(),
  pingIntervalMs: Number(SOCKETLINK_PING_INTERVAL_MS ?? 25_000),
})

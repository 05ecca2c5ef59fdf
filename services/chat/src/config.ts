import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { readRedisSettings, redisVariables } from './redis-settings.ts'

export { ConfigError } from './config-error.ts'

const prefix = 'SOCKETLINK_'

const count = (usual: number, min = 1) => z.coerce.number().int().min(min).default(usual)
const list = z
  .string()
  .default('')
  .transform(value =>
    value
      .split(',')
      .map(item => item.trim())
      .filter(Boolean),
  )

/** Below what the systems we run on take for a Unix socket's path: macOS 103 bytes, Linux 107. */
const longestSocketPath = 100

const isRange = (item: string): boolean => {
  const [address = '', bits, ...rest] = item.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

const isNetwork = (item: string): boolean =>
  ['loopback', 'linklocal', 'uniquelocal'].includes(item) || isRange(item)

/** Every setting of a node: its variable is the key with the prefix `SOCKETLINK_`. docs/operating.md explains each. */
const variables = z.strictObject({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  UNIX_SOCKET: z
    .string()
    .refine(
      path => Buffer.byteLength(path) <= longestSocketPath,
      `must have at most ${longestSocketPath} bytes`,
    )
    .optional(),
  NODE_ID: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .default(
      hostname()
        .replaceAll(/[^A-Za-z0-9_.-]/g, '-')
        .slice(0, 64),
    ),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),

  ...redisVariables,

  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  JWT_SECRET_FILE: z.string().optional(),
  TOKEN_TTL_SECONDS: count(24 * 3600),
  CORS_ORIGINS: list,
  TRUSTED_PROXIES: list.refine(
    items => items.every(isNetwork),
    'must list addresses, CIDR ranges, or the names loopback, linklocal, uniquelocal',
  ),

  HISTORY_LENGTH: count(500, 50),
  HISTORY_TTL_SECONDS: count(7 * 24 * 3600),
  UNUSED_ROOM_SECONDS: count(24 * 3600),

  LOGIN_WINDOW_SECONDS: count(15 * 60),
  LOGIN_FAILURES_PER_PAIR: count(5),
  LOGIN_FAILURES_PER_ADDRESS: count(50),
  LOGIN_FAILURES_PER_ACCOUNT: count(100),
  REGISTRATIONS_PER_HOUR: count(60),
  MESSAGE_BURST: count(20),
  MESSAGES_PER_SECOND: count(10),
  ROOMS_PER_MINUTE: count(10),
  CONNECTIONS_PER_USER: count(50),

  UNLIMITED_ADDRESSES: list.refine(items => items.every(isRange), 'must list addresses or CIDR ranges'),
  UNLIMITED_USERS: list.refine(
    items => items.every(item => /^[\w-]{0,20}\*?$/.test(item)),
    'must list usernames; one may end with *',
  ),

  HASH_CONCURRENCY: count(1),
  HASH_QUEUE: count(64, 0),
  HASH_SHARE: z.coerce.number().positive().max(64).default(0.25),

  SEND_REST_MS: count(20, 0),
  FANOUT: z.enum(['batched', 'stock']).default('batched'),
  FANOUT_REST_MS: count(75, 0),

  CLIENT_BUFFER_BYTES: count(4 * 1024 * 1024, 65_536),

  PING_INTERVAL_MS: count(25_000),
  PING_TIMEOUT_MS: count(20_000),
  PRESENCE_GRACE_MS: count(5000, 0),
  LEASE_MS: count(8000),
  HEARTBEAT_MS: count(2000),
  DRAIN_WINDOW_MS: count(4000, 0),
  DRAIN_TIMEOUT_MS: count(10_000),
})

export type Environment = Record<string, string | undefined>
export type Config = Readonly<ReturnType<typeof loadConfig>>

const readSecret = (file: string, variable: string): string => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${prefix}${variable}: cannot read ${file}: ${(error as Error).message}`)
  }
}

/**
 * Reads the environment once, checks it and freezes the result. An unknown variable with the prefix is refused, so that
 * a misspelt name is found at the start and not in production.
 */
export const loadConfig = (environment: Environment) => {
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith(prefix) && value !== undefined && value !== '')
      given[name.slice(prefix.length)] = value
  }
  if (given.JWT_SECRET_FILE !== undefined) {
    given.JWT_SECRET ??= readSecret(given.JWT_SECRET_FILE, 'JWT_SECRET_FILE')
  }
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => `${prefix}${key}: there is no such setting`)
        : [`${prefix}${issue.path.join('.')}: ${issue.message}`],
    )
    throw new ConfigError(faults.join('\n'))
  }
  const settings = parsed.data
  const production = environment.NODE_ENV === 'production'
  if (settings.JWT_SECRET === undefined && production) {
    throw new ConfigError(
      `${prefix}JWT_SECRET: production needs a secret of at least 32 characters, the same on every node, here or in the file that ${prefix}JWT_SECRET_FILE names`,
    )
  }
  if (settings.LEASE_MS < 2 * settings.HEARTBEAT_MS) {
    throw new ConfigError(
      `${prefix}LEASE_MS: a lease must last for two heartbeats at least, or one that is late ends it; ${prefix}HEARTBEAT_MS is ${settings.HEARTBEAT_MS}`,
    )
  }
  if ((settings.UNLIMITED_ADDRESSES.length === 0) !== (settings.UNLIMITED_USERS.length === 0)) {
    throw new ConfigError(
      `${prefix}UNLIMITED_ADDRESSES and ${prefix}UNLIMITED_USERS: limits are lifted for these users from these addresses, so give both or neither`,
    )
  }
  return Object.freeze({
    host: settings.HOST,
    port: settings.PORT,
    unixSocket: settings.UNIX_SOCKET,
    nodeId: settings.NODE_ID,
    production,
    logLevel: settings.LOG_LEVEL,
    redis: readRedisSettings(settings, readSecret),
    auth: {
      secret: settings.JWT_SECRET ?? randomBytes(32).toString('hex'),
      /** The secret was made for this run: tokens end with the process and no other node accepts them. */
      secretIsTemporary: settings.JWT_SECRET === undefined,
      tokenTtlSeconds: settings.TOKEN_TTL_SECONDS,
      hashing: {
        concurrency: settings.HASH_CONCURRENCY,
        queue: settings.HASH_QUEUE,
        share: settings.HASH_SHARE,
      },
    },
    corsOrigins: settings.CORS_ORIGINS,
    trustedProxies: settings.TRUSTED_PROXIES,
    history: { length: settings.HISTORY_LENGTH, ttlSeconds: settings.HISTORY_TTL_SECONDS },
    messages: { restMs: settings.SEND_REST_MS },
    unusedRoomSeconds: settings.UNUSED_ROOM_SECONDS,
    limits: {
      loginWindowSeconds: settings.LOGIN_WINDOW_SECONDS,
      loginFailuresPerPair: settings.LOGIN_FAILURES_PER_PAIR,
      loginFailuresPerAddress: settings.LOGIN_FAILURES_PER_ADDRESS,
      loginFailuresPerAccount: settings.LOGIN_FAILURES_PER_ACCOUNT,
      registrationsPerHour: settings.REGISTRATIONS_PER_HOUR,
      messageBurst: settings.MESSAGE_BURST,
      messagesPerSecond: settings.MESSAGES_PER_SECOND,
      roomsPerMinute: settings.ROOMS_PER_MINUTE,
      connectionsPerUser: settings.CONNECTIONS_PER_USER,
    },
    unlimited: { addresses: settings.UNLIMITED_ADDRESSES, users: settings.UNLIMITED_USERS },
    fanOut: { way: settings.FANOUT, restMs: settings.FANOUT_REST_MS },
    clients: { bufferBytes: settings.CLIENT_BUFFER_BYTES },
    ping: { intervalMs: settings.PING_INTERVAL_MS, timeoutMs: settings.PING_TIMEOUT_MS },
    presence: {
      graceMs: settings.PRESENCE_GRACE_MS,
      leaseMs: settings.LEASE_MS,
      heartbeatMs: settings.HEARTBEAT_MS,
    },
    drain: { windowMs: settings.DRAIN_WINDOW_MS, timeoutMs: settings.DRAIN_TIMEOUT_MS },
  })
}

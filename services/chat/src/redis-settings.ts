import type { RedisOptions } from '@socketlink/store'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'

const address = /^(\[[0-9a-fA-F:]+\]|[^\s:,[\]]+):\d{1,5}$/

/** Servers as `host:port`, with commas between. */
const addresses = z
  .string()
  .transform(value => value.split(',').map(item => item.trim()))
  .refine(items => items.every(item => address.test(item)), 'must list servers as host:port')
  .optional()

/** The settings about Redis, each with the prefix `SOCKETLINK_` in the environment. */
export const redisVariables = {
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  REDIS_SENTINELS: addresses,
  REDIS_MASTER: z.string().min(1).optional(),
  REDIS_CLUSTER: addresses,
  REDIS_USERNAME: z.string().default(''),
  REDIS_PASSWORD_FILE: z.string().optional(),
  REDIS_SENTINEL_USERNAME: z.string().default(''),
  REDIS_SENTINEL_PASSWORD_FILE: z.string().optional(),
  REDIS_TLS: z.enum(['on', 'off']).default('off'),
  REDIS_CA_FILE: z.string().optional(),
  REDIS_CERT_FILE: z.string().optional(),
  REDIS_KEY_FILE: z.string().optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9:_-]{1,64}$/)
    .default('sl'),
  WAIT_REPLICAS: z.coerce.number().int().min(0).max(10).default(0),
  // Above 2 s the connection that waits would be taken for a dead one, and the call for one that hangs.
  WAIT_TIMEOUT_MS: z.coerce.number().int().min(1).max(2000).default(1000),
}

type Settings = z.infer<z.ZodObject<typeof redisVariables>>

const usualUrl = 'redis://127.0.0.1:6379'

/**
 * Which kind of Redis there is, where, and how it is entered.
 *
 * @param read the trimmed text of a file that a setting names
 * @throws ConfigError when the settings name several kinds, or half of one
 */
export const readRedisSettings = (
  settings: Settings,
  read: (file: string, setting: string) => string,
): RedisOptions => {
  const { REDIS_URL: url, REDIS_SENTINELS: sentinels, REDIS_CLUSTER: seeds, REDIS_MASTER: master } = settings
  const kinds = Object.entries({ REDIS_URL: url, REDIS_SENTINELS: sentinels, REDIS_CLUSTER: seeds })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `SOCKETLINK_${name}`)
  if (kinds.length > 1) {
    throw new ConfigError(`${kinds.join(' and ')}: each is for another kind of Redis, so give one of them`)
  }
  if ((sentinels === undefined) !== (master === undefined)) {
    throw new ConfigError(
      'SOCKETLINK_REDIS_SENTINELS and SOCKETLINK_REDIS_MASTER: give both, the Sentinels and the name under which they watch the master, or neither',
    )
  }
  const fromFile = (name: keyof Settings & `${string}_FILE`): string | undefined => {
    const file = settings[name]
    return file === undefined ? undefined : read(file, name)
  }
  const certificates = Object.fromEntries(
    Object.entries({
      ca: fromFile('REDIS_CA_FILE'),
      cert: fromFile('REDIS_CERT_FILE'),
      key: fromFile('REDIS_KEY_FILE'),
    }).filter(([, pem]) => pem !== undefined),
  )
  const wantsTls = Object.keys(certificates).length > 0
  if (url?.startsWith('redis:') && (wantsTls || settings.REDIS_TLS === 'on')) {
    throw new ConfigError('SOCKETLINK_REDIS_URL: for TLS it begins with rediss://')
  }
  const encrypted = wantsTls || settings.REDIS_TLS === 'on' || url?.startsWith('rediss:')
  const tls = encrypted ? { tls: certificates } : {}
  const login = {
    username: settings.REDIS_USERNAME,
    password: fromFile('REDIS_PASSWORD_FILE') ?? '',
  }
  const common = {
    prefix: settings.REDIS_PREFIX,
    access: { ...login, ...tls },
    wait: { replicas: settings.WAIT_REPLICAS, timeoutMs: settings.WAIT_TIMEOUT_MS },
  }
  if (seeds !== undefined) return { ...common, servers: { kind: 'cluster', seeds } }
  if (sentinels !== undefined && master !== undefined) {
    const sentinelAccess = {
      username: settings.REDIS_SENTINEL_USERNAME,
      password: fromFile('REDIS_SENTINEL_PASSWORD_FILE') ?? '',
      ...tls,
    }
    return { ...common, servers: { kind: 'sentinel', sentinels, master, sentinelAccess } }
  }
  return { ...common, servers: { kind: 'one', url: withLogin(url ?? usualUrl, login) } }
}

/** The URL with this user and password, where they are given, in place of its own. */
const withLogin = (url: string, { username, password }: { username: string; password: string }): string => {
  const complete = new URL(url)
  if (username !== '') complete.username = encodeURIComponent(username)
  if (password !== '') complete.password = encodeURIComponent(password)
  return complete.href
}

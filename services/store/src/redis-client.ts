import { createClient } from 'redis'

/** What TLS needs beyond the system's own certificates, each as PEM. */
export interface Tls {
  ca?: string
  /** The client's own certificate and its key, when Redis asks for one. */
  cert?: string
  key?: string
}

/** How a server is entered: over TLS or not, and as whom. */
export interface Access {
  username?: string
  password?: string
  /** Absent: no TLS. */
  tls?: Tls
}

/** The URL of a server that Redis has named, `host:port`. */
export const urlOf = (address: string, { username = '', password = '', tls }: Access): string => {
  const login = [username, password].map(encodeURIComponent).join(':')
  return `${tls ? 'rediss' : 'redis'}://${login === ':' ? '' : `${login}@`}${address}`
}

/** A host and a port in one, as a URL has them. */
export const addressOf = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** A connection that fails at once while Redis is away, and tries to connect for as long as it has never been up. */
export const createRedisClient = (url: string, tls: Tls = {}) =>
  createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 100_000,
    // Pings show that Redis is there. The socket timeout only ends a handshake that gets no answer.
    pingInterval: 500,
    // What was written is not taken back by a timer, and a timer for each command costs as much as the command.
    commandOptions: { timeout: 0 },
    socket: {
      ...(url.startsWith('rediss:') ? { tls: true as const, ...tls } : {}),
      connectTimeout: 1000,
      socketTimeout: 5000,
      reconnectStrategy: retries => Math.min(50 * 2 ** retries, 1000) + Math.random() * 100,
    },
  })

export type RedisCommands = ReturnType<typeof createRedisClient>

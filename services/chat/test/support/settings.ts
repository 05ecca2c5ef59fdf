/** The secret of every node under test; tests forge tokens with it. */
export const jwtSecret = 'a-secret-that-only-the-tests-use-0123456789'

export const allowedOrigin = 'https://chat.example'

/**
 * The environment of nodes under test: all clients come from one address, so the limits are out of the way, that of
 * hashing included, and the grace period is short. Tests of the limits start targets of their own.
 */
export const roomySettings: Record<string, string> = {
  SOCKETLINK_LOG_LEVEL: 'error',
  SOCKETLINK_JWT_SECRET: jwtSecret,
  SOCKETLINK_CORS_ORIGINS: allowedOrigin,
  SOCKETLINK_LOGIN_FAILURES_PER_PAIR: '1000000',
  SOCKETLINK_LOGIN_FAILURES_PER_ADDRESS: '1000000',
  SOCKETLINK_LOGIN_FAILURES_PER_ACCOUNT: '1000000',
  SOCKETLINK_REGISTRATIONS_PER_HOUR: '1000000',
  SOCKETLINK_MESSAGE_BURST: '1000000',
  SOCKETLINK_MESSAGES_PER_SECOND: '1000000',
  SOCKETLINK_ROOMS_PER_MINUTE: '1000000',
  SOCKETLINK_CONNECTIONS_PER_USER: '1000',
  SOCKETLINK_HASH_SHARE: '4',
  SOCKETLINK_PRESENCE_GRACE_MS: '2000',
}

/**
 * The environment of the nodes of a stage. All clients come from one address, so limits that only protect against
 * strangers are out of the way; leases, grace and all other times are those of production unless a scenario says so.
 */
export const stageEnvironment: Record<string, string> = {
  SOCKETLINK_LOG_LEVEL: 'info',
  SOCKETLINK_LOGIN_FAILURES_PER_PAIR: '1000000',
  SOCKETLINK_LOGIN_FAILURES_PER_ADDRESS: '1000000',
  SOCKETLINK_LOGIN_FAILURES_PER_ACCOUNT: '1000000',
  SOCKETLINK_REGISTRATIONS_PER_HOUR: '1000000',
  SOCKETLINK_MESSAGE_BURST: '1000000',
  SOCKETLINK_MESSAGES_PER_SECOND: '1000000',
  SOCKETLINK_CONNECTIONS_PER_USER: '1000',
  SOCKETLINK_HASH_SHARE: '4',
  // Long enough for a whole round, so that nothing expires that is still to be judged.
  SOCKETLINK_HISTORY_LENGTH: '20000',
}

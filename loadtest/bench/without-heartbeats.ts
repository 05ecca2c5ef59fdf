/** Where messages are few, heartbeats would be most of what a node does: settings with which none comes in an hour. */
export const withoutHeartbeats = { SOCKETLINK_PING_INTERVAL_MS: '3600000' }

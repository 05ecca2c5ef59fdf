/** What every server of a group keeps to: redis.conf beside this file says why. */
export const serverDefaults = [
  'appendonly yes',
  'appendfsync everysec',
  'save ""',
  'maxmemory-policy noeviction',
  // All of them are here: nobody is worth waiting for before a replica gets its first copy.
  'repl-diskless-sync-delay 0',
]

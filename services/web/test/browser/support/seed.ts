import { randomUUIDv7 } from 'node:crypto'
import { inject } from 'vitest'
import { loadConfig } from '../../../../chat/src/config.ts'
import { roomySettings } from '../../../../chat/test/support/settings.ts'
import { createStore } from '../../../../store/src/index.ts'

/** Fills a room with `(line-1)` to `(line-<count>)`, past the nodes; nobody else may speak meanwhile. */
export const seedRoom = async (roomName: string, count: number): Promise<void> => {
  const cluster = inject('cluster')
  if (cluster === undefined) throw new Error('these tests need the cluster')
  const settings = {
    ...roomySettings,
    SOCKETLINK_REDIS_URL: cluster.redisUrl,
    SOCKETLINK_REDIS_PREFIX: cluster.prefix,
    SOCKETLINK_HISTORY_LENGTH: '6000',
  }
  const store = createStore(loadConfig(settings), { info: () => {}, warn: () => {} })
  await store.link.start()
  const speakers = ['ann', 'ben', 'cleo'].map(username => ({
    userId: randomUUIDv7(),
    username,
    role: 'user' as const,
  }))
  try {
    let number = 0
    while (number < count) {
      const batch = Array.from({ length: Math.min(500, count - number) }, () => {
        number++
        const sender = speakers[Math.floor(number / 3) % speakers.length] ?? speakers[0]
        if (sender === undefined) throw new Error('nobody speaks')
        // Rows of unlike height.
        const text = `(line-${number})${' and some more words'.repeat((number * 7) % 5)}`
        return store.messages.send({ roomName, text, sender, clientMessageId: undefined })
      })
      await Promise.all(batch)
    }
  } finally {
    await store.link.close()
  }
}

import { randomBytes } from 'node:crypto'
import { loadConfig } from '../../src/config.ts'
import { type ChatNode, createNode } from '../../src/node.ts'
import { roomySettings } from './settings.ts'

/** A prefix of Redis keys that nobody else has. */
export const uniquePrefix = (): string => `test-${randomBytes(6).toString('hex')}`

/** A node inside this process, not started. `settings` go over the roomy ones. */
export const createTestNode = (
  redisUrl: string,
  prefix: string,
  settings: Record<string, string> = {},
): ChatNode =>
  createNode(
    loadConfig({
      ...roomySettings,
      SOCKETLINK_HOST: '127.0.0.1',
      SOCKETLINK_PORT: '0',
      SOCKETLINK_REDIS_URL: redisUrl,
      SOCKETLINK_REDIS_PREFIX: prefix,
      ...settings,
    }),
  )

/** The same, listening at `url`. Who starts it closes it. */
export const startNode = async (
  ...where: Parameters<typeof createTestNode>
): Promise<{ node: ChatNode; url: string }> => {
  const node = createTestNode(...where)
  const { port } = await node.start()
  return { node, url: `http://127.0.0.1:${port}` }
}

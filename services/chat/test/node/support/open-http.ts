import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import type { Tokens } from '../../../src/auth/tokens.ts'
import { loadConfig } from '../../../src/config.ts'
import type { Context } from '../../../src/context.ts'
import { createHttpServer } from '../../../src/http/server.ts'
import { createNode } from '../../../src/node.ts'
import { roomySettings } from '../../support/settings.ts'

export interface OpenHttp {
  app: FastifyInstance
  tokens: Tokens
  context: Context
  /** What was logged, a line each. */
  lines: string[]
}

export interface HttpChange {
  settings?: Record<string, string>
  /** Replaces parts of the context, to see how the routes take what cannot be caused from outside. */
  context?: (context: Context) => Partial<Context>
  /** Sees the app before it is ready. */
  prepare?: (app: FastifyInstance) => void
}

/** The HTTP side of a node on the run's Redis under a prefix of its own, closed with the test. Not listening. */
export const openHttp = async ({
  settings,
  context: change,
  prepare,
}: HttpChange = {}): Promise<OpenHttp> => {
  const lines: string[] = []
  const node = createNode(
    loadConfig({
      ...roomySettings,
      SOCKETLINK_REDIS_URL: inject('redisUrl'),
      SOCKETLINK_REDIS_PREFIX: `test-${randomBytes(6).toString('hex')}`,
      ...settings,
    }),
  )
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const context = { ...node.context, log, ...change?.(node.context) }
  const { app, tokens } = createHttpServer(context)
  prepare?.(app)
  onTestFinished(async () => {
    await app.close()
    await node.close()
  })
  await node.context.store.start()
  await app.ready()
  return { app, tokens, context, lines }
}

import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import type { Tokens } from '../../../src/auth/tokens.ts'
import type { Context } from '../../../src/context.ts'
import { createHttpServer } from '../../../src/http/server.ts'
import { createTestNode, uniquePrefix } from '../../support/start-node.ts'

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
  const node = createTestNode(inject('redisUrl'), uniquePrefix(), settings)
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

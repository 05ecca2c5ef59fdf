import { ProtocolError } from '@socketlink/contract'
import type { FastifyInstance, HTTPMethods } from 'fastify'

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Notes the documented routes that are registered from now on. The returned function adds, for each of their addresses,
 * the answer `method_not_allowed` to all other methods.
 */
export const noteRoutes = (app: FastifyInstance): (() => void) => {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (!schema || ('hide' in schema && schema.hide)) return
    const taken = known.get(url) ?? new Set()
    for (const name of [method].flat()) taken.add(name)
    known.set(url, taken)
  })
  return () => {
    for (const [url, taken] of known) {
      app.route({
        method: methods.filter(method => !taken.has(method)),
        url,
        schema: { hide: true },
        // Before a body is read and a token asked for: neither would help.
        onRequest: async (_request, reply) => {
          reply.header('allow', [...taken].join(', '))
          throw new ProtocolError('method_not_allowed')
        },
        handler: () => {},
      })
    }
  }
}

import { isErrorCode, ProtocolError } from '@socketlink/contract'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

/** What the framework refuses before a route is reached. */
const byStatus: Record<number, 'bad_request' | 'payload_too_large' | 'unsupported_media_type'> = {
  400: 'bad_request',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
}

const explain = (error: FastifyError | ProtocolError): ProtocolError | undefined => {
  if (error instanceof ProtocolError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const code = error.validation[0]?.message ?? ''
    return new ProtocolError(isErrorCode(code) ? code : 'bad_request')
  }
  const code = byStatus[error.statusCode ?? 500]
  return code && new ProtocolError(code)
}

/** Answers every failure with `{error, code}` and the right status; the detail of our own faults stays in the log. */
export const answerErrors = (app: FastifyInstance): void => {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const known = explain(error)
    if (known === undefined) request.log.error({ event: 'request_failed', err: error }, 'a request failed')
    const { status, message, code, retryAfterMs } = known ?? new ProtocolError('internal')
    if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
    return reply.status(status).send({ error: message, code })
  })
  app.setNotFoundHandler(() => {
    throw new ProtocolError('not_found')
  })
}

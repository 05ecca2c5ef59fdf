import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorCode } from '@socketlink/contract'
import { errorCatalogue, isErrorCode, ProtocolError } from '@socketlink/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

/** The codes of what Fastify itself refuses, by its status. */
const codesByStatus: Record<number, ErrorCode> = {
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
}

const codeOf = (error: unknown): ErrorCode => {
  // The contract's schemas say the code as their message.
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [fault] = error.validation
    return fault?.message !== undefined && isErrorCode(fault.message) ? fault.message : 'bad_request'
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status < 500 ? (codesByStatus[status] ?? 'bad_request') : 'internal'
}

/** What a client is told of an error: itself when it is of the catalogue, else only what kind it is. */
const toProtocolError = (error: unknown): ProtocolError =>
  error instanceof ProtocolError ? error : new ProtocolError(codeOf(error), { cause: error })

/** Answers any error as `{error, code}`; what is unexpected goes to the log alone. */
export const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const known = toProtocolError(error)
  const { code, status, message, retryAfterMs = 1000 } = known
  if (code === 'internal') {
    request.log.error(
      { event: 'request_failed', req: request, err: known.cause ?? known },
      'a request failed',
    )
  }
  if (status === 429 || status === 503) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
  if (status === 401 && code !== 'invalid_credentials') reply.header('www-authenticate', 'Bearer')
  // Not by the route's schema: an error must come through whatever the route declares.
  reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify)
  reply.send({ error: message, code })
}

export const answerNotFound = (): never => {
  throw new ProtocolError('not_found')
}

const brokenStatus: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Answers what is no HTTP, too long in its headers or too slow; Fastify never sees such a request. */
export const answerBrokenRequest = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = brokenStatus[error.code ?? ''] ?? 400
  const body = JSON.stringify({ error: errorCatalogue.bad_request.message, code: 'bad_request' })
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
  socket.destroy(error)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { LogController } from 'fastify'

/** The path alone: a query may hold what belongs in no log. */
const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''

/** What may be logged of a request and its answer: what is not named here is not, headers and bodies above all. */
export const serializers = {
  req: ({ method, url, ip }: FastifyRequest) => ({ method, path: pathOf(url), remoteAddress: ip }),
  res: ({ statusCode }: FastifyReply) => ({ status: statusCode }),
}

/** One line for each request, when it has been answered; the proxy keeps the access log, so it is for debugging. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const facts = {
      event: 'http_request',
      ...serializers.req(request),
      ...serializers.res(reply),
      responseTimeMs: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (error) reply.log.error({ ...facts, err: error }, 'request failed')
    else reply.log.debug(facts, 'request')
  }
}

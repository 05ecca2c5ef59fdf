import type { IncomingMessage } from 'node:http'

/**
 * Whether a request may open a connection as far as its `Origin` goes. Browsers send it with every cross-site
 * WebSocket, and CORS does not stop those. No Origin (no browser), the site's own and listed ones are allowed.
 */
export const isOriginAllowed = ({ headers }: IncomingMessage, allowed: readonly string[]): boolean => {
  const { origin, host } = headers
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

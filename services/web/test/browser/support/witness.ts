import type { BrowserContext } from 'playwright-core'

/** What goes wrong in a browser without anybody seeing it. */
export interface Witness {
  /** What was seen so far, less what a test has asked for. */
  readonly complaints: string[]
  /** Every request, WebSockets included. */
  readonly addresses: string[]
  /** The browser writes a line for each failed request: those like this are what the test is about. */
  expect(line: RegExp): void
}

const tokenShape = /eyJ[\w-]+\.|[?&#](?:token|auth|access_token)=/i

/** Watches all pages of a context: errors, refusals of the security policy, dialogs, requests to others, tokens in addresses. */
export const watchContext = async (context: BrowserContext, url: string): Promise<Witness> => {
  const { host } = new URL(url)
  const seen: string[] = []
  const addresses: string[] = []
  const expected: RegExp[] = []
  const watchAddress = (address: string): void => {
    addresses.push(address)
    const { protocol, host: asked } = new URL(address)
    if (/^(?:https?|wss?):$/.test(protocol) && asked !== host)
      seen.push(`a request to another host: ${address}`)
    if (tokenShape.test(address)) seen.push(`a token in an address: ${address}`)
  }
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event =>
      console.error(
        `securitypolicyviolation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`,
      ),
    )
  })
  context.on('request', request => watchAddress(request.url()))
  context.on('page', page => page.on('websocket', socket => watchAddress(socket.url())))
  context.on('dialog', dialog => {
    seen.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss().catch(() => {})
  })
  context.on('weberror', error => seen.push(`an error: ${error.error().stack ?? error.error().message}`))
  context.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning')
      seen.push(`the console: ${message.text()} (${message.location().url})`)
  })
  return {
    get complaints() {
      return seen.filter(line => !expected.some(pattern => pattern.test(line)))
    },
    addresses,
    expect: line => void expected.push(line),
  }
}

/** What the browser writes when a connection or its server is gone. */
export const lostConnection = /WebSocket connection to .* failed|net::ERR_|status of 50[234]|status of 400/

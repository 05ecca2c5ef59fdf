import type { Browser, BrowserContext, Page } from 'playwright-core'
import { now, rooms } from './sample.ts'

export const sizes = {
  1440: { viewport: { width: 1440, height: 900 } },
  768: { viewport: { width: 768, height: 1024 } },
  375: { viewport: { width: 375, height: 760 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const
export type Width = keyof typeof sizes

const times = new Map(
  rooms.flatMap(room => room.messages.map(({ text, timestamp }) => [text, timestamp] as const)),
)

/** The moments of the sample instead of those of the run, so that the pictures are the same each time. */
const retime = (packet: string): string => {
  if (!/^42\["(?:message_history|new_message)"/.test(packet)) return packet
  return `42${JSON.stringify(JSON.parse(packet.slice(2)), (_, value) => {
    const time = typeof value === 'object' && value !== null ? times.get(value.text) : undefined
    return time === undefined ? value : { ...value, timestamp: time }
  })}`
}

/** A browser window of one size, in which it is always the same moment. */
export const openWindow = async (
  browser: Browser,
  url: string,
  width: Width,
  localStorage: Record<string, string> = {},
): Promise<Page> => {
  const items = Object.entries(localStorage).map(([name, value]) => ({ name, value }))
  const context: BrowserContext = await browser.newContext({
    ...sizes[width],
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    storageState: { cookies: [], origins: [{ origin: url, localStorage: items }] },
  })
  const page = await context.newPage()
  await page.clock.setFixedTime(now)
  await page.routeWebSocket(/socket\.io/, socket => {
    const server = socket.connectToServer()
    server.onMessage(message => socket.send(typeof message === 'string' ? retime(message) : message))
  })
  return page
}

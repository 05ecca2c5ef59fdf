import type { Link, LinkEvents, Transport } from './link.ts'
import type { Platform } from './platform.ts'
import { openPollingLink } from './polling-link.ts'
import { openWebSocketLink } from './websocket-link.ts'

/** Opens `<url>/socket.io/` over one transport; there is no upgrade from one to the other. */
export const openLink = (platform: Platform, url: string, transport: Transport, events: LinkEvents): Link => {
  const address = `${url}/socket.io/?EIO=4&transport=${transport}`
  return transport === 'websocket'
    ? openWebSocketLink(platform, address.replace(/^http/, 'ws'), events)
    : openPollingLink(platform, address, events)
}

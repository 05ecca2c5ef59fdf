import type { TcpProxy } from './tcp-proxy.ts'
import { type Fault, fault } from './undo.ts'

/** Nothing passes any more and nobody is told, as behind a dead router. Undone, what was held back passes first. */
export const blackHole = (link: TcpProxy): Fault => {
  link.blackHole()
  return fault(() => link.heal())
}

/** Far away and thin: so much latency each way, so many bytes a second. Undone, it is the loopback again. */
export const slowDown = (link: TcpProxy, latencyMs: number, bytesPerSecond: number): Fault => {
  link.delay(latencyMs)
  link.throttle(bytesPerSecond)
  return fault(() => {
    link.delay(0)
    link.throttle(Number.POSITIVE_INFINITY)
  })
}

/** Ends every connection of a link now; new ones pass. */
export const cutLink = (link: TcpProxy): void => link.cut()

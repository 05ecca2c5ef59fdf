import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

export type Direction = 'toServer' | 'toClient'

export interface TcpProxy {
  port: number
  /** Connections that pass through it at the moment. */
  readonly connections: number
  /** Ends every connection; new ones are accepted. */
  cut(): void
  /** Ends every connection after so many more bytes in one direction, in mid-command if it falls so. */
  cutAfter(direction: Direction, bytes: number): Promise<void>
  /** Swallows nothing and passes nothing: both sides stay connected and hear nothing, as behind a dead link. */
  blackHole(): void
  /** Lets everything through again, what was held back first. */
  heal(): void
  /** Holds every chunk for so many milliseconds, in both directions. */
  delay(ms: number): void
  /** Lets so many bytes a second through on each connection, in both directions; Infinity is no limit. */
  throttle(bytesPerSecond: number): void
  close(): Promise<void>
}

interface Fuse {
  direction: Direction
  bytes: number
  blown: PromiseWithResolvers<void>
}

/** A chunk on its way, and when it may go on, in ms of `performance.now()`. */
interface Held {
  due: number
  chunk: Buffer
}

/** A TCP proxy on a free port of loopback, in front of a server on loopback, that breaks the link on demand. */
export const startTcpProxy = async (serverPort: number): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  const fuses = new Set<Fuse>()
  let held = false
  let delayMs = 0
  let bytesPerMs = Number.POSITIVE_INFINITY

  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }

  /** How many of the next `size` bytes may pass before a fuse blows. */
  const burn = (direction: Direction, size: number): number => {
    let passing = size
    for (const fuse of fuses) {
      if (fuse.direction !== direction) continue
      passing = Math.min(passing, fuse.bytes)
      fuse.bytes -= size
    }
    return passing
  }

  const blowFuses = (): void => {
    for (const fuse of fuses) {
      if (fuse.bytes > 0) continue
      fuses.delete(fuse)
      cut()
      fuse.blown.resolve()
    }
  }

  const pass = (from: Socket, to: Socket, direction: Direction): void => {
    let due = 0
    const write = (chunk: Buffer): void => {
      if (to.destroyed) return
      const passing = burn(direction, chunk.length)
      const flushed = to.write(chunk.subarray(0, passing), blowFuses)
      if (flushed) return
      from.pause()
      to.once('drain', () => held || from.resume())
    }
    // In the order they came: two timers of different length may end the other way round.
    const waiting: Held[] = []
    const writeDue = (): void => {
      const now = performance.now()
      while (waiting[0] !== undefined && waiting[0].due <= now) write((waiting.shift() as Held).chunk)
      if (waiting[0] !== undefined) setTimeout(writeDue, Math.ceil(waiting[0].due - now))
    }
    from.on('data', (chunk: Buffer) => {
      const now = performance.now()
      due = Math.max(due, now + delayMs) + chunk.length / bytesPerMs
      if (due <= now && waiting.length === 0) return write(chunk)
      waiting.push({ due, chunk })
      if (waiting.length === 1) writeDue()
    })
    from.once('error', () => {})
    from.once('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    sockets.add(from)
    if (held) from.pause()
  }

  const server = createServer(client => {
    const upstream = connect(serverPort, '127.0.0.1')
    client.setNoDelay(true)
    upstream.setNoDelay(true)
    pass(client, upstream, 'toServer')
    pass(upstream, client, 'toClient')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  return {
    port: address.port,
    get connections() {
      return sockets.size / 2
    },
    cut,
    cutAfter: (direction, bytes) => {
      const fuse = { direction, bytes, blown: Promise.withResolvers<void>() }
      fuses.add(fuse)
      return fuse.blown.promise
    },
    blackHole: () => {
      held = true
      for (const socket of sockets) socket.pause()
    },
    heal: () => {
      held = false
      for (const socket of sockets) socket.resume()
    },
    delay: ms => {
      delayMs = ms
    },
    throttle: bytesPerSecond => {
      bytesPerMs = bytesPerSecond / 1000
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}

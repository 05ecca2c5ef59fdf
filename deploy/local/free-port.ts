import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Listens for a moment. Rejects with `EADDRINUSE` when someone has the port and with `EACCES` when it may not be used.
 */
export const tryPort = async (port: number, host: string): Promise<void> => {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}

const given = new Set<number>()

/**
 * A TCP port of loopback that is free at the moment and that this process was not given before. It lies below the range that systems give to outgoing connections,
 * so that none of them takes it while a process that is started again on its old port is down.
 */
export const freePort = async (): Promise<number> => {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = randomInt(10_240, 32_000)
    if (given.has(port)) continue
    const free = await tryPort(port, '127.0.0.1').then(
      () => true,
      () => false,
    )
    if (!free) continue
    given.add(port)
    return port
  }
  throw new Error('no free port of 127.0.0.1 was found')
}

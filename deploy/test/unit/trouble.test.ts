import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { checkPort, withIpv6 } from '../../local/edge.ts'
import { freePort } from '../../local/free-port.ts'
import { LaunchError } from '../../local/launch-error.ts'
import { startProgram } from '../../local/program.ts'
import { explainRedis } from '../../local/redis-trouble.ts'

test('a program that is not installed is named, with what to do', async () => {
  const start = startProgram('no-such-redis', [], { ownGroup: true, onLine: () => {} })
  await expect(start).rejects.toThrow(
    new LaunchError(
      'no-such-redis is not installed: run `node deploy/setup.mjs`, which installs it or says how, or use `docker compose up`, which does not need it.',
    ),
  )
})

test('a port that someone has is named, with another one', async () => {
  const port = await freePort()
  await expect(checkPort(port, ['127.0.0.1'])).resolves.toBeUndefined()
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const refusal = await checkPort(port, ['127.0.0.1']).catch((error: Error) => error)
  server.close()
  expect(String(refusal)).toContain(
    `Port ${port} is in use: end the program that listens there, or choose another`,
  )
  expect(String(refusal)).toContain(`PORT=${port + 1} npm start`)
})

test('an address that the machine does not have is named', async () => {
  await expect(checkPort(await freePort(), ['192.0.2.1'])).rejects.toThrow(
    /Nothing can listen on 192\.0\.2\.1/,
  )
})

test('localhost may mean either loopback address; any other stays alone', () => {
  expect(withIpv6('localhost')[0]).toBe('127.0.0.1')
  expect(withIpv6('0.0.0.0')[0]).toBe('0.0.0.0')
  expect(withIpv6('192.0.2.1')).toEqual(['192.0.2.1'])
})

test('free ports differ and lie below those of outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort))
  expect(new Set(ports)).toHaveLength(20)
  expect(Math.max(...ports)).toBeLessThan(32_768)
})

test('damaged data of Redis is told with the way to repair it', () => {
  const words =
    'Bad file format reading the append only file a.aof: make a backup of your AOF file, then use x'
  const { message } = explainRedis(new Error(`redis-server ended with code 1: ${words}`), '/data/redis')
  expect(message).toBe(
    'Redis cannot read its data in /data/redis (Bad file format reading the append only file a.aof): repair it with `redis-check-aof --fix /data/redis/appendonlydir/appendonly.aof.manifest`, or move the folder away to begin empty.',
  )
})

test('any other trouble of Redis is told in its words', () => {
  const error = new Error('redis-server ended with code 1: Failed listening on port 1 (TCP), aborting.')
  expect(explainRedis(error, '/data/redis').message).toBe(
    'Redis does not start on /data/redis: Failed listening on port 1 (TCP), aborting.',
  )
})

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorCatalogue, isErrorCode } from '../../../services/contract/src/index.ts'
import type { EdgeNode, EdgeSettings } from '../../local/nginx-config.ts'
import { listenConfig, localLimits, unlimitedConfig, upstreamConfig } from '../../local/nginx-config.ts'

const nodesAt = (...ports: number[]): EdgeNode[] => ports.map(port => ({ port, socket: undefined }))

const settings: EdgeSettings = {
  hosts: ['127.0.0.1', '::1'],
  port: 8080,
  statusPort: 9999,
  nodes: nodesAt(3001, 3002, 3003),
  limits: localLimits,
  unlimited: [],
}

/** The `server` lines of one upstream. */
const serversOf = (config: string, name: string): string[] => {
  const block = new RegExp(`upstream ${name} \\{([^}]*)\\}`).exec(config)?.[1] ?? ''
  return [...block.matchAll(/server (.*);/g)].map(match => match[1] ?? '')
}

const health = 'max_fails=3 fail_timeout=3s'

describe('the upstreams of a local cluster', () => {
  const config = upstreamConfig(settings)

  test('all nodes take what has no session', () => {
    expect(serversOf(config, 'chat')).toEqual([3001, 3002, 3003].map(port => `"127.0.0.1:${port}" ${health}`))
    expect(config).toMatch(/upstream chat \{[^}]*least_conn;/)
  })

  test('a session has its node first and the others as backup', () => {
    expect(serversOf(config, 'node_3002')).toEqual([
      `"127.0.0.1:3002" ${health}`,
      `"127.0.0.1:3001" ${health} backup`,
      `"127.0.0.1:3003" ${health} backup`,
    ])
  })

  test('the route is the sum with which the node begins its session ids', () => {
    const sumOf = (name: string) => createHash('md5').update(name).digest('hex')
    expect(config).toContain(`${sumOf('127.0.0.1:3002')} node_3002;`)
    const nodes = [{ port: 3002, socket: '/run/node-2.sock' }]
    expect(upstreamConfig({ ...settings, nodes })).toContain(`${sumOf('unix:/run/node-2.sock')} node_3002;`)
  })

  test('a node with a Unix socket is reached there, whatever its path', () => {
    const socket = '/tmp/a "cluster" of \\mine/node-1.sock'
    const config = upstreamConfig({ ...settings, nodes: [{ port: 3001, socket }] })
    const quoted = String.raw`"unix:/tmp/a \"cluster\" of \\mine/node-1.sock" ${health}`
    expect(serversOf(config, 'chat')).toEqual([quoted])
    expect(serversOf(config, 'node_3001')).toEqual([quoted])
  })

  test('one node alone has no backup, and no node at all is still a configuration', () => {
    expect(serversOf(upstreamConfig({ ...settings, nodes: nodesAt(3001) }), 'node_3001')).toHaveLength(1)
    expect(serversOf(upstreamConfig({ ...settings, nodes: [] }), 'chat')).toEqual(['127.0.0.1:1 down'])
  })

  test('limits and addresses are those that were asked for', () => {
    const limits = { handshakesPerSecond: 7, handshakeBurst: 8, connectionsPerAddress: 9 }
    expect(upstreamConfig({ ...settings, limits })).toContain('rate=7r/s;')
    const listen = listenConfig({ ...settings, limits })
    expect(listen).toContain('burst=8 nodelay;')
    expect(listen).toContain('limit_conn addresses 9;')
    expect(listen).toContain('listen 127.0.0.1:8080 ')
    expect(listen).toContain('listen [::1]:8080 ')
  })

  test('limits hold for everybody, but for the addresses that are listed', () => {
    expect(unlimitedConfig(settings)).toBe('')
    expect(unlimitedConfig({ unlimited: ['10.0.0.7', 'fd00::/8'] })).toBe('10.0.0.7 1;\nfd00::/8 1;\n')
  })
})

describe('nginx.conf', () => {
  const config = readFileSync(new URL('../../../nginx/nginx.conf', import.meta.url), 'utf8')

  test('speaks the error catalogue where nginx itself refuses', () => {
    const answers = [...config.matchAll(/return (\d+) '(\{"error".*\})'/g)]
    expect(answers).toHaveLength(4)
    for (const [, status, body = ''] of answers) {
      const { error, code } = JSON.parse(body) as { error: string; code: string }
      if (!isErrorCode(code)) throw new Error(`${code} is not in the catalogue`)
      expect({ status: Number(status), message: error }).toMatchObject({
        status: errorCatalogue[code].status,
        message: errorCatalogue[code].message,
      })
    }
  })

  test('cuts no WebSocket on a reload and repeats no request that was sent', () => {
    const directives = config.replaceAll(/#.*/g, '')
    expect(directives).not.toMatch(/worker_shutdown_timeout|non_idempotent|http_503/)
    expect(directives.match(/http_404/g)).toHaveLength(1)
  })
})

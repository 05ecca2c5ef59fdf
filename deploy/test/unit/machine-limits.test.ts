import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { explainLimits, findRoom, readMachineLimits, workerConnections } from '../../local/machine-limits.ts'

const usual = { openFiles: 524_288, outgoingPorts: 28_232, backlog: 4096, workers: 8 }

describe('room for clients', () => {
  test('is as much as the workers of nginx take, where the machine has no limits of its own', () => {
    expect(findRoom(usual, 3)).toEqual({ clients: 65_536, boundBy: 'connections' })
    expect(findRoom({ ...usual, openFiles: Number.POSITIVE_INFINITY }, 1)).toEqual({
      clients: 65_536,
      boundBy: 'connections',
    })
  })

  test('is bound by files: two at a worker of nginx, one at a node', () => {
    expect(findRoom({ ...usual, openFiles: 1100, workers: 2 }, 3)).toEqual({
      clients: 1000,
      boundBy: 'files',
    })
    expect(findRoom({ ...usual, openFiles: 1100 }, 3)).toEqual({ clients: 3000, boundBy: 'files' })
    expect(findRoom({ ...usual, openFiles: 20 }, 3).clients).toBe(0)
  })

  test('counts with what nginx.conf says', () => {
    const config = readFileSync(new URL('../../../nginx/nginx.conf', import.meta.url), 'utf8')
    expect(config).toContain(`worker_connections ${workerConnections};`)
    expect(config).toContain('worker_processes auto;')
    expect(config).not.toContain('worker_rlimit_nofile')
  })
})

describe('what is said about it', () => {
  test('is for everybody when files are few', () => {
    expect(explainLimits({ ...usual, openFiles: 1100, workers: 2 }, 3)).toEqual({
      low: true,
      text: 'room for about 1,000 clients: a process may have 1,100 open files (ulimit -Hn); docs/operating.md, "Limits of a machine", tells how to raise it',
    })
  })

  test('is for everybody when ports are few', () => {
    expect(explainLimits({ ...usual, outgoingPorts: 1000 }, 3)).toMatchObject({
      low: true,
      text: expect.stringContaining(
        'only 1,000 clients on this machine have a port to connect from (net.ipv4.ip_local_port_range);',
      ),
    })
  })

  test('is for everybody when few may wait to be accepted', () => {
    expect(explainLimits({ ...usual, backlog: 128 }, 3)).toMatchObject({
      low: true,
      text: expect.stringContaining('only 128 clients may connect in one moment (net.core.somaxconn);'),
    })
  })

  test('is for the curious on a usual machine, however small', () => {
    expect(explainLimits({ ...usual, workers: 1 }, 1)).toEqual({
      low: false,
      text: 'room for about 8,192 clients: a worker of nginx takes 16,384 connections',
    })
  })
})

test('this machine tells its limits', async () => {
  const limits = await readMachineLimits()
  for (const limit of Object.values(limits)) expect(limit).toBeGreaterThan(0)
  expect(limits.outgoingPorts).toBeLessThan(65_536)
})

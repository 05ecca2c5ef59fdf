import { errorCatalogue, isErrorCode } from '@socketlink/contract'
import type { RouteOptions } from 'fastify'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openHttp } from './support/open-http.ts'

const answer = z.object({
  description: z.string().min(5),
  content: z
    .record(
      z.string(),
      z.object({
        schema: z
          .object({
            properties: z.record(
              z.string(),
              z
                .object({ enum: z.array(z.unknown()) })
                .partial()
                .loose(),
            ),
          })
          .loose(),
      }),
    )
    .optional(),
})
const operation = z.object({
  summary: z.string().min(5),
  tags: z.array(z.string()).length(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(z.string(), answer),
})
const document = z.object({
  openapi: z.string().startsWith('3.1.'),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
})

const readDocument = async () => {
  const routes: RouteOptions[] = []
  const { app } = await openHttp({ prepare: app => app.addHook('onRoute', route => void routes.push(route)) })
  const { headers, body } = await app.inject('/api/docs/json')
  expect(headers['content-type']).toContain('application/json')
  const { paths, tags } = document.parse(JSON.parse(body))
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, details]) => ({
      name: `${method.toUpperCase()} ${path}`,
      ...details,
    })),
  )
  return { app, routes, tags, operations }
}

describe('the OpenAPI document', () => {
  it('has every call of the API, and nothing else', async () => {
    const { operations } = await readDocument()
    expect(operations.map(({ name }) => name).sort()).toEqual([
      'GET /api/auth/me',
      'GET /api/auth/users',
      'GET /api/rooms',
      'GET /api/rooms/{roomName}/messages',
      'GET /api/stats',
      'POST /api/auth/login',
      'POST /api/auth/register',
    ])
  })

  it('leaves out no route of the app but its own page and the refusals of other methods', async () => {
    const { routes, operations } = await readDocument()
    const documented = new Set(operations.map(({ name }) => name))
    const known = new Set(operations.map(({ name }) => name.split(' ')[1]))
    for (const { method, url } of routes) {
      if (!url.startsWith('/api') || url.startsWith('/api/docs')) continue
      const path = url.replace(/:(\w+)/g, '{$1}')
      expect(known).toContain(path)
      // Each HEAD goes with its GET.
      if (method !== 'HEAD' && typeof method === 'string') expect(documented).toContain(`${method} ${path}`)
    }
    expect(routes.length).toBeGreaterThan(operations.length)
  })

  it('describes each call, and by their codes the ways in which it fails', async () => {
    const { operations, tags } = await readDocument()
    for (const { name, tags: own, security, responses } of operations) {
      expect(tags.map(tag => tag.name)).toContain(own[0])
      const guarded = !/register|login|stats/.test(name)
      expect(security).toEqual(guarded ? [{ bearer: [] }] : [])
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(guarded ? ['401', '500'] : ['500']))
      for (const [status, { content }] of Object.entries(responses)) {
        const properties = content?.['application/json']?.schema.properties ?? {}
        if (Number(status) < 400) {
          expect(Object.keys(properties)).not.toEqual([])
          continue
        }
        const codes = properties.code?.enum ?? []
        expect(codes).not.toEqual([])
        for (const code of codes) {
          if (typeof code !== 'string' || !isErrorCode(code))
            throw new Error(`${name} names ${code}, which is not in the catalogue`)
          expect(errorCatalogue[code].status).toBe(Number(status))
        }
      }
    }
  })

  it('is there as YAML too', async () => {
    const { app } = await openHttp()
    expect((await app.inject('/api/docs/yaml')).body).toMatch(/^openapi: 3\.1\./)
  })
})

describe('the page that shows it', () => {
  it.each(['/api/docs', '/api/docs/'])(
    '%s is made of files of this node, and runs no inline script',
    async path => {
      const { app } = await openHttp()
      const { statusCode, headers, body } = await app.inject(path)
      expect(statusCode).toBe(200)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("default-src 'none';")
      expect(body).not.toMatch(/<script(?![^>]*\bsrc=)/)
      const links = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(
        ([, link]) => new URL(link ?? '', `http://node${path}`),
      )
      expect(links.length).toBeGreaterThanOrEqual(5)
      for (const { host, pathname } of links) {
        expect(host).toBe('node')
        expect((await app.inject(pathname)).statusCode).toBe(200)
      }
    },
  )
})

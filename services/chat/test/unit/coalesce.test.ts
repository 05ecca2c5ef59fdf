import { describe, expect, it } from 'vitest'
import { coalesce } from '../../src/coalesce.ts'

describe('coalesce', () => {
  it('answers all who ask meanwhile by one read that began after they asked', async () => {
    const reads: PromiseWithResolvers<number>[] = []
    const read = coalesce(() => {
      const next = Promise.withResolvers<number>()
      reads.push(next)
      return next.promise
    })
    const first = read()
    const meanwhile = [read(), read(), read()]
    expect(reads).toHaveLength(1)
    reads[0]?.resolve(1)
    expect(await first).toBe(1)
    await Promise.resolve()
    expect(reads).toHaveLength(2)
    reads[1]?.resolve(2)
    expect(await Promise.all(meanwhile)).toEqual([2, 2, 2])
  })

  it('a failed read fails those who waited for it and nobody else', async () => {
    const outcomes = [Promise.reject(new Error('away')), Promise.resolve('fine')]
    const read = coalesce(() => outcomes.shift() ?? Promise.resolve('later'))
    const first = read()
    const second = read()
    await expect(first).rejects.toThrow('away')
    expect(await second).toBe('fine')
    expect(await read()).toBe('later')
  })
})

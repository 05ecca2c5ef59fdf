import { expect, it } from 'vitest'
import { measureSize, sizeMax } from '../support/measure-size.ts'

it('a page loads at most 20 KiB for the SDK and socket.io-client, and no schema library', async () => {
  const { gzipped, inputs } = await measureSize()
  expect(gzipped).toBeLessThanOrEqual(sizeMax)
  expect(inputs.filter(input => /zod|esm-debug|\/debug\//.test(input))).toEqual([])
})

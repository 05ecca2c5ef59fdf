import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Size {
  minified: number
  gzipped: number
  /** Every file in the bundle, as esbuild names it. */
  inputs: string[]
}

/** Bytes that the most a page has to load for the SDK, socket.io-client included, compressed. */
export const sizeMax = 20 * 1024

/** Bundles and minifies the SDK for browsers and measures it, in bytes. */
export const measureSize = async (): Promise<Size> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return {
    minified: code.length,
    gzipped: gzipSync(code, { level: 9 }).length,
    inputs: Object.keys(metafile.inputs),
  }
}

if (import.meta.main) {
  const { minified, gzipped } = await measureSize()
  console.log(`${minified} bytes minified, ${gzipped} of at most ${sizeMax} compressed`)
  if (gzipped > sizeMax) process.exitCode = 1
}

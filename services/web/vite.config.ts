import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const compress = promisify(gzip)
const isText = /\.(html|js|css|svg|json)$/

/** Writes a `.gz` beside each file of the build, so that nginx (`gzip_static`) has nothing to compress. */
const precompress = (): Plugin => {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: ({ build, root }) => {
      folder = resolve(root, build.outDir)
    },
    closeBundle: async () => {
      const names = (await readdir(folder, { recursive: true })).filter(name => isText.test(name))
      for (const name of names) {
        const file = join(folder, name)
        await writeFile(`${file}.gz`, await compress(await readFile(file), { level: 9 }))
      }
    },
  }
}

const cluster = process.env.SOCKETLINK_URL ?? 'http://127.0.0.1:8080'
// The host stays that of the page: nodes refuse a WebSocket from another site.
const proxy = { '/api': cluster, '/socket.io': { target: cluster, ws: true } }

export default defineConfig({
  plugins: [precompress()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // The content security policy allows no `data:`.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy },
  preview: { proxy },
})

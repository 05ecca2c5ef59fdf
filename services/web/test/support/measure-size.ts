import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')))
const usualFolder = join(root, 'dist')

/** Bytes of JavaScript that a page loads at most, compressed. */
export const sizeMax = 60_000

/** Builds the client into a folder and measures what was built, compressed: bytes by the ending of the name. */
export const measureBuild = async (folder: string): Promise<Record<'html' | 'css' | 'js', number>> => {
  const options = ['build', root, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn']
  // A test runner's NODE_ENV would build another client.
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [vite, ...options], { env })
  const sizes = { html: 0, css: 0, js: 0 }
  for (const name of await readdir(folder, { recursive: true })) {
    const ending = /\.(html|css|js)\.gz$/.exec(name)?.[1] as keyof typeof sizes | undefined
    if (ending !== undefined) sizes[ending] += (await stat(join(folder, name))).size
  }
  return sizes
}

const help = `Usage: npm run size

Builds the client into dist and prints what a page loads, compressed. Fails when the JavaScript is more than
${sizeMax} bytes.`

if (import.meta.main) {
  if (process.argv.includes('--help')) console.log(help)
  else {
    const { html, css, js } = await measureBuild(usualFolder)
    console.log(`compressed: ${js} of at most ${sizeMax} bytes JavaScript, ${css} CSS, ${html} HTML`)
    if (js > sizeMax) {
      console.error('Too much JavaScript: see what is new among the imports.')
      process.exitCode = 1
    }
  }
}

import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { type Cluster, startCluster } from '../../../../deploy/local/cluster.ts'
import { roomySettings } from '../../../chat/test/support/settings.ts'
import { startBrowser } from '../browser/support/browser.ts'
import { type Company, populate } from './populate.ts'
import { isRedundant, screens } from './screens.ts'
import { sizes, type Width } from './studio.ts'

const usage = `Takes pictures of every screen of the web client: 1440, 768 and 375 pixels wide, light and dark.

  npm run screenshots                every screen
  npm run screenshots -- NAME ...    these only: ${Object.keys(screens).join(' ')}
  npm run screenshots -- --help

Starts a cluster of its own and lets sample people talk in it. The pictures go to docs/screenshots/all, which git ignores;
the ones that the README shows are copied to docs/screenshots. Takes about a minute; needs Chromium.
`

const folder = fileURLToPath(new URL('../../../../docs/screenshots/', import.meta.url))
const all = join(folder, 'all')
const schemes = ['light', 'dark'] as const
/** What the README shows. */
const best = ['conversation-1440-light.png', 'conversation-375-dark.png']

interface Parts {
  cluster?: Promise<Cluster>
  company?: Company
  browser?: Browser
}

/** Takes the pictures of these screens. What it starts it puts into `parts`, for whoever ends it. */
const takePictures = async (names: string[], parts: Parts, signal: AbortSignal): Promise<void> => {
  console.log('starting a cluster and its people')
  parts.cluster = startCluster({ nodes: 3, port: 0, env: roomySettings, signal })
  const cluster = await parts.cluster
  const company = await populate(cluster.url)
  parts.company = company
  const browser = await startBrowser()
  parts.browser = browser
  await mkdir(all, { recursive: true })
  for (const name of names) {
    for (const width of Object.keys(sizes).map(Number) as Width[]) {
      const screen = screens[name]
      if (screen === undefined || isRedundant(name, width)) continue
      const page = await screen({ browser, url: cluster.url, company }, width)
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme })
        const path = join(all, `${name}-${width}-${colorScheme}.png`)
        await page.screenshot({ path, animations: 'disabled' })
      }
      await page.context().close()
      console.log(`${name}, ${width} pixels wide`)
    }
  }
  for (const file of best)
    if (names.some(name => file.startsWith(name))) await copyFile(join(all, file), join(folder, file))
}

const main = async (): Promise<void> => {
  const wanted = process.argv.slice(2)
  if (wanted.includes('--help')) return console.log(usage)
  const unknown = wanted.find(name => screens[name] === undefined)
  if (unknown !== undefined) {
    console.error(
      `screenshots: there is no screen “${unknown}”: \`npm run screenshots -- --help\` lists them.`,
    )
    process.exitCode = 1
    return
  }
  const parts: Parts = {}
  const asked = new AbortController()
  const end = async (): Promise<void> => {
    await parts.browser?.close()
    parts.company?.close()
    await (await parts.cluster?.catch(() => undefined))?.stop()
  }
  const interrupt = (): void => {
    asked.abort()
    void end().finally(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt)
  if (wanted.length === 0) await rm(all, { recursive: true, force: true })
  try {
    await takePictures(wanted.length === 0 ? Object.keys(screens) : wanted, parts, asked.signal)
  } catch (error) {
    // What an interruption ends fails on the way.
    if (!asked.signal.aborted) throw error
  } finally {
    await end()
  }
}

await main()

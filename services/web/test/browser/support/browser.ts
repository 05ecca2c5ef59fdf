import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { findChromium } from '../../../../../deploy/setup/find.mjs'

/** Starts the machine's own Chromium, without a window. */
export const startBrowser = (): Promise<Browser> => {
  const executablePath = findChromium()
  if (executablePath === undefined)
    throw new Error('there is no Chromium: `node deploy/setup.mjs --tests` installs it or says how')
  return chromium.launch({
    executablePath,
    // Chromium refuses its sandbox to the administrator.
    chromiumSandbox: process.getuid?.() !== 0,
    // A turn of the wheel is done when it is done.
    args: ['--disable-smooth-scrolling'],
  })
}

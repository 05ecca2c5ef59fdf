import { accessSync, constants } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'

/** Debian keeps daemons where a user's PATH does not look. */
const folders = [
  ...(process.env.PATH ?? '').split(':'),
  ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/opt/homebrew/bin'],
].filter(Boolean)

const isExecutable = file => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where the first of these programs lies; undefined when there is none. A name may be a whole path. */
export const find = (...names) =>
  names
    .flatMap(name => (isAbsolute(name) ? [name] : folders.map(folder => join(folder, name))))
    .find(isExecutable)

/** A browser of Chromium's kind, for the tests. */
export const findChromium = () =>
  find(
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  )

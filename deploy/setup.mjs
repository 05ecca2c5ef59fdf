// Makes a fresh machine ready for `npm start` and `npm test`: the packages, redis-server and nginx, the web client. Runs
// before both, is done in a moment when nothing is missing, and runs on Node.js 18, for nothing is installed yet. Hence
// plain JavaScript.
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { installPackages } from './setup/packages.mjs'
import { forTheCluster, forTheTests, installPrograms } from './setup/programs.mjs'
import { SetupError } from './setup/say.mjs'
import { buildWebClient } from './setup/web-client.mjs'

const usage = `Makes this machine ready for \`npm start\` and, with --tests, for \`npm test\`.

  node deploy/setup.mjs [--tests] [--help]

Installs the packages of pnpm-lock.yaml when they are missing or out of date. Finds redis-server (7.0 or newer) and
nginx (1.22 or newer), for the tests Chromium as well, and installs what is missing with apt-get (Debian, Ubuntu) or
brew (macOS) when that needs no password. What it installs is not left running as a service. Builds the web client when
its sources have changed. Does nothing when all is there.
`

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const setUp = programs => {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    throw new SetupError(
      `Node.js ${process.versions.node} is too old: install 18 or newer from https://nodejs.org.`,
    )
  }
  if (process.platform === 'win32') {
    throw new SetupError('nginx and Redis do not run on Windows itself: use WSL, or `docker compose up`.')
  }
  installPackages(root)
  installPrograms(programs)
  buildWebClient(root)
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout.write(usage)
} else {
  try {
    setUp(process.argv.includes('--tests') ? [...forTheCluster, ...forTheTests] : forTheCluster)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    const red = process.stderr.isTTY && !process.env.NO_COLOR
    process.stderr.write(`${red ? '\u001b[31m' : ''}setup: ${error.message}${red ? '\u001b[39m' : ''}\n`)
    process.exitCode = 1
  }
}

import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { asRoot, installWithApt } from './apt.mjs'
import { find, findChromium } from './find.mjs'
import { SetupError, say } from './say.mjs'

/** What a cluster runs on. */
export const forTheCluster = [
  {
    name: 'redis-server',
    package: 'redis-server',
    brew: 'redis',
    isService: true,
    find: () => find('redis-server'),
    least: [7, 0],
    version: ['--version', /v=(\d+)\.(\d+)/],
  },
  {
    name: 'nginx',
    package: 'nginx',
    brew: 'nginx',
    isService: true,
    find: () => find('nginx'),
    least: [1, 22],
    version: ['-v', /nginx\/(\d+)\.(\d+)/],
  },
]

/** What only the tests need. Other browsers of its kind will do. */
export const forTheTests = [
  { name: 'chromium', package: 'chromium', brew: 'chromium', isService: false, find: findChromium },
]

const alternativeTo = program =>
  forTheTests.includes(program)
    ? '`npm start` does not need it'
    : 'or use `docker compose up`, which needs neither redis-server nor nginx'

const checkVersion = program => {
  if (program.version === undefined) return
  const { name, least } = program
  const [option, pattern] = program.version
  const { stdout, stderr } = spawnSync(program.find(), [option], { encoding: 'utf8' })
  const [, major, minor] = pattern.exec(`${stdout}${stderr}`) ?? []
  if (major === undefined || Number(major) > least[0]) return
  if (Number(major) === least[0] && Number(minor) >= least[1]) return
  throw new SetupError(
    `${name} ${major}.${minor} is too old: install ${least.join('.')} or newer, ${alternativeTo(program)}.`,
  )
}

const installWithBrew = missing => {
  const names = missing.map(program => program.brew)
  say(`installing ${names.join(' and ')} with brew (about a minute)`)
  const { status } = spawnSync('brew', ['install', '--quiet', ...names], { stdio: 'inherit' })
  if (status !== 0)
    throw new SetupError(`brew could not install ${names.join(' and ')}: see the lines above.`)
}

/** The command with which a person installs them. */
const advise = missing => {
  const names = missing.map(program => program.package).join(' ')
  if (process.platform === 'darwin')
    return `install Homebrew (https://brew.sh), then \`brew install ${names.replace('redis-server', 'redis')}\``
  if (find('apt-get')) return `\`sudo apt-get install --no-install-recommends ${names}\``
  const manager = [
    ['dnf', 'dnf install'],
    ['pacman', 'pacman -S'],
    ['zypper', 'zypper install'],
    ['apk', 'apk add'],
  ].find(([name]) => find(name))
  return manager
    ? `\`sudo ${manager[1]} ${names.replace('redis-server', 'redis')}\``
    : 'install them with your system’s package manager'
}

/** Finds the programs, and installs what is missing when that needs no password. Throws a SetupError when it does. */
export const installPrograms = programs => {
  const missing = programs.filter(program => program.find() === undefined)
  if (missing.length > 0) {
    const prefix = find('apt-get') === undefined ? undefined : asRoot()
    if (prefix !== undefined) installWithApt(missing, prefix)
    else if (process.platform === 'darwin' && find('brew') !== undefined) installWithBrew(missing)
  }
  const still = missing.filter(program => program.find() === undefined)
  if (still.length > 0) {
    const names = still.map(({ name }) => name).join(' and ')
    const [first] = still
    throw new SetupError(
      `${names} ${still.length > 1 ? 'are' : 'is'} missing: ${advise(still)}, then start again; ${alternativeTo(first)}.`,
    )
  }
  for (const program of programs) checkVersion(program)
}

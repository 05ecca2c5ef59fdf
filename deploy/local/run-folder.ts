import { createHash, randomBytes } from 'node:crypto'
import { access, constants, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { LaunchError } from './launch-error.ts'

/** Where a cluster keeps what it writes. */
export interface RunFolder {
  /** The folder itself: the user's, or one below the system's temporary folder. */
  path: string
  /** The append-only file; undefined when nothing is to be kept. */
  redis: string | undefined
  nginx: string
  jwtSecretFile: string
  /** A UNIX socket that whoever runs a cluster on this folder listens on; undefined when nobody else can know it. */
  lock: string | undefined
  temporary: boolean
}

/** A path for humans: relative when that is shorter. */
export const showPath = (path: string): string => {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') || short === '' ? path : `./${short}`
}

/** Not with `recursive`, which never comes back for some folders of the system's, such as /proc. */
const ensureFolder = async (path: string, mode: number): Promise<void> => {
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

const ensureSecret = async (file: string): Promise<void> => {
  try {
    await writeFile(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const secret = (await readFile(file, 'utf8')).trim()
    if (secret.length >= 32) return
    throw new LaunchError(
      `${showPath(file)} holds a secret of fewer than 32 characters: delete the file and a new one is made (everyone has to log in again).`,
    )
  }
}

/** Socket paths have about 100 bytes on some systems; a longer one gets a short name that is the same every time. */
export const socketPath = (folder: string, name: string): string => {
  const inside = join(folder, `${name}.sock`)
  if (Buffer.byteLength(inside) < 100) return inside
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(tmpdir(), `socketlink-${short}-${name}.sock`)
}

const prepare = async (path: string, kept: boolean): Promise<RunFolder> => {
  const folder: RunFolder = {
    path,
    redis: kept ? join(path, 'redis') : undefined,
    nginx: join(path, 'nginx'),
    jwtSecretFile: join(path, 'jwt-secret'),
    lock: kept ? socketPath(path, 'cluster') : undefined,
    temporary: !kept,
  }
  for (const part of [folder.redis, folder.nginx]) {
    if (part === undefined) continue
    await ensureFolder(part, 0o700)
    await access(part, constants.W_OK)
  }
  await ensureSecret(folder.jwtSecretFile)
  return folder
}

/**
 * Makes the folders and the secret that all nodes share. Without `dataDir` they are temporary. Throws a LaunchError when
 * the folder cannot be used.
 */
export const openRunFolder = async (dataDir: string | undefined): Promise<RunFolder> => {
  if (dataDir === undefined) return await prepare(await mkdtemp(join(tmpdir(), 'socketlink-')), false)
  try {
    await ensureFolder(dataDir, 0o755)
    return await prepare(await realpath(dataDir), true)
  } catch (error) {
    if (error instanceof LaunchError) throw error
    const reason = (error as Error).message.split(',')[0]
    throw new LaunchError(
      `The data folder ${showPath(dataDir)} cannot be used (${reason}): its parent must exist and you need the right to write there; --data names another one.`,
    )
  }
}

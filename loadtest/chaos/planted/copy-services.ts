import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One change of the nodes' text. */
export interface Patch {
  /** Below services/. */
  file: string
  /** Stands there exactly once. */
  find: string
  replace: string
}

export interface ServicesCopy extends AsyncDisposable {
  /** The program of a node of the copy. */
  program: string
}

const services = fileURLToPath(new URL('../../../services', import.meta.url))
/** What a node is made of. */
const packages = ['contract', 'store', 'chat']

/** Gives a copied package the same dependencies, but those of our own from the copy. */
const linkDependencies = async (root: string, name: string): Promise<void> => {
  const from = join(services, name, 'node_modules')
  const to = join(root, name, 'node_modules')
  const link = async (dependency: string): Promise<void> => {
    const own = /^@socketlink\/(.*)$/.exec(dependency)?.[1]
    const target = own === undefined ? await realpath(join(from, dependency)) : join(root, own)
    await symlink(target, join(to, dependency))
  }
  for (const entry of await readdir(from)) {
    if (entry.startsWith('.')) continue
    if (!entry.startsWith('@')) {
      await mkdir(to, { recursive: true })
      await link(entry)
      continue
    }
    await mkdir(join(to, entry), { recursive: true })
    for (const scoped of await readdir(join(from, entry))) await link(`${entry}/${scoped}`)
  }
}

const applyPatch = async (root: string, { file, find, replace }: Patch): Promise<void> => {
  const path = join(root, file)
  const parts = (await readFile(path, 'utf8')).split(find)
  if (parts.length !== 2)
    throw new Error(`services/${file} has ${parts.length - 1} times ${find}; once is wanted`)
  await writeFile(path, parts.join(replace))
}

/**
 * Copies the nodes' source to a temporary folder and changes it there, so that the product itself has no switch for
 * tests. Disposing of it removes the copy.
 */
export const copyServices = async (patches: readonly Patch[]): Promise<ServicesCopy> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'socketlink-copy-')))
  const remove = () => rm(root, { recursive: true, force: true })
  try {
    for (const name of packages) {
      for (const part of ['src', 'package.json'])
        await cp(join(services, name, part), join(root, name, part), { recursive: true })
      await linkDependencies(root, name)
    }
    for (const patch of patches) await applyPatch(root, patch)
  } catch (error) {
    await remove()
    throw error
  }
  return { program: join(root, 'chat/src/main.ts'), [Symbol.asyncDispose]: remove }
}

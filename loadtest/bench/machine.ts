import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'

/** What everything ran on, for whoever reads the results. */
export interface Machine {
  processor: string
  cores: number
  memoryGiB: number
  system: string
  node: string
  redis: string
  nginx: string
}

const ask = (program: string, option: string, pattern: RegExp): string => {
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`
  const { stdout, stderr } = spawnSync(program, [option], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })
  return pattern.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown'
}

export const describeMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
  redis: ask('redis-server', '--version', /v=(\S+)/),
  nginx: ask('nginx', '-v', /nginx\/(\S+)/),
})

import { readFileSync } from 'node:fs'
import type { Cluster } from '../../../deploy/local/cluster.ts'
import { cpuMicros, withChildren } from '../../cpu-time.ts'

/** What the cluster's processes have used so far: CPU in microseconds, memory in bytes. */
export interface Usage {
  nodeCpu: number[]
  nginxCpu: number
  redisCpu: number
  nodeBytes: number
  nginxBytes: number
}

/** Resident memory that is the process's own: what it shares with others is not counted twice. */
const ownBytes = (pid: number): number => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kib = ['Private_Clean', 'Private_Dirty'].map(name =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? 0),
  )
  return (kib[0] as number) * 1024 + (kib[1] as number) * 1024
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
const bytesOf = (pids: number[]): number => sum(pids.map(ownBytes))

/** Reads all of it. Linux only. */
export const readUsage = ({ nodes, nginx, redis }: Pick<Cluster, 'nodes' | 'nginx' | 'redis'>): Usage => ({
  nodeCpu: nodes.map(({ pid }) => cpuMicros([pid])),
  nginxCpu: cpuMicros(withChildren(nginx.pid)),
  redisCpu: cpuMicros(withChildren(redis.pid)),
  nodeBytes: sum(nodes.map(({ pid }) => bytesOf(withChildren(pid)))),
  nginxBytes: bytesOf(withChildren(nginx.pid)),
})

/** What was used between two readings. */
export const usedBetween = (before: Usage, after: Usage): Usage => ({
  nodeCpu: after.nodeCpu.map((cpu, index) => cpu - (before.nodeCpu[index] ?? 0)),
  nginxCpu: after.nginxCpu - before.nginxCpu,
  redisCpu: after.redisCpu - before.redisCpu,
  nodeBytes: after.nodeBytes - before.nodeBytes,
  nginxBytes: after.nginxBytes - before.nginxBytes,
})

/** CPU of all nodes together. */
export const nodesCpu = ({ nodeCpu }: Usage): number => sum(nodeCpu)

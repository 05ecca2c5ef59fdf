import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from 'redis'

export interface RedisFigures {
  /** Bytes Redis has sent to its clients so far. */
  bytesOut: number
  bytesIn: number
}

/** What a Redis tells about itself, and what is asked of it. */
export const watchRedis = async (url: string) => {
  const client = createClient({ url })
  const monitor = createClient({ url })
  await Promise.all([client.connect(), monitor.connect()])
  const read = async (): Promise<RedisFigures> => {
    const info = await client.info('stats')
    const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1])
    return { bytesOut: field('total_net_output_bytes'), bytesIn: field('total_net_input_bytes') }
  }
  return {
    read,
    /** Names of the commands that clients send while `act` runs, by how many; pings and our own are left out. */
    commandsDuring: async (act: () => Promise<void>): Promise<Record<string, number>> => {
      const counts: Record<string, number> = {}
      await monitor.monitor(line => {
        const [, source, name = ''] = /^\S+ \[\d+ (\S+)\] "(\w+)"/.exec(String(line)) ?? []
        const command = name.toLowerCase()
        if (source === 'lua' || ['ping', 'info', 'client'].includes(command)) return
        counts[command] = (counts[command] ?? 0) + 1
      })
      await act()
      await wait(300)
      return counts
    },
    close: () => {
      client.destroy()
      monitor.destroy()
    },
  }
}

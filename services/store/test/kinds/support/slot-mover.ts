import { setTimeout as delay } from 'node:timers/promises'
import type { RedisGroup } from '../../../../../deploy/redis/group.ts'
import { RedisLink } from '../../../src/connection.ts'
import { silentLog } from '../../support/store-context.ts'

interface Owner {
  id: string
  port: number
  link: RedisLink
}

/** Moves slots of a Redis Cluster between its masters, step by step as operators do. */
export class SlotMover {
  readonly #links: { port: number; link: RedisLink }[]

  private constructor(links: { port: number; link: RedisLink }[]) {
    this.#links = links
  }

  static async open({ servers }: RedisGroup): Promise<SlotMover> {
    const links = servers.map(({ port, address }) => ({
      port,
      link: new RedisLink(`redis://${address}`, silentLog),
    }))
    await Promise.all(links.map(({ link }) => link.start()))
    return new SlotMover(links)
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ link }) => link.close()))
  }

  /** The slot in which all of a room lies. */
  async slotOf(roomName: string): Promise<number> {
    for (const { link } of this.#links) {
      const [key] = await link.commands.keys(`*:room:${roomName}:head`)
      if (key !== undefined) return await link.commands.clusterKeySlot(key)
    }
    throw new Error(`no server has ${roomName}`)
  }

  /** Moves a slot and its keys to the next master. Resolves when every server knows of it. */
  async move(slot: number): Promise<void> {
    const move = await this.begin(slot)
    await move.carry()
    await move.finish()
  }

  /** Says that a slot goes to the next master. `carry` takes its keys there, or so many of them; `finish` ends it. */
  async begin(slot: number) {
    const { owners, serving } = await this.#read(slot)
    const index = owners.findIndex(({ id }) => id === serving[0])
    const source = owners[index]
    const target = owners[(index + 1) % owners.length]
    if (source === undefined || target === undefined) throw new Error(`nobody serves slot ${slot}`)
    await target.link.commands.clusterSetSlot(slot, 'IMPORTING', source.id)
    await source.link.commands.clusterSetSlot(slot, 'MIGRATING', target.id)
    return {
      source: source.link.commands,
      target: target.link.commands,
      carry: async (atMost = Number.POSITIVE_INFINITY): Promise<void> => {
        for (let carried = 0; carried < atMost; ) {
          const count = Math.min(100, atMost - carried)
          const keys = await source.link.commands.clusterGetKeysInSlot(slot, count)
          if (keys.length === 0) return
          await source.link.commands.migrate('127.0.0.1', target.port, keys, 0, 5000)
          carried += keys.length
        }
      },
      finish: async (): Promise<void> => {
        await target.link.commands.clusterSetSlot(slot, 'NODE', target.id)
        await source.link.commands.clusterSetSlot(slot, 'NODE', target.id)
        const agreed = async (): Promise<boolean> => {
          const views = new Set((await this.#read(slot)).serving)
          return views.size === 1 && views.has(target.id)
        }
        // No event tells of it. A slot that is moved again before all know of it may end in dispute.
        while (!(await agreed())) await delay(5)
      },
    }
  }

  /** The masters, and who serves a slot by the word of each server. */
  async #read(slot: number): Promise<{ owners: Owner[]; serving: (string | undefined)[] }> {
    const views = await Promise.all(this.#links.map(({ link }) => link.commands.clusterSlots()))
    const masters = new Set(views.flat().map(({ master }) => master.id))
    const ids = await Promise.all(this.#links.map(({ link }) => link.commands.clusterMyId()))
    return {
      owners: this.#links
        .map(({ port, link }, n) => ({ id: ids[n] ?? '', port, link }))
        .filter(({ id }) => masters.has(id)),
      serving: views.map(ranges => ranges.find(({ from, to }) => from <= slot && slot <= to)?.master.id),
    }
  }
}

import type { HistoryPage, Message } from '@socketlink/contract'
import { expect, onTestFinished } from 'vitest'
import type { Client } from '../../support/client.ts'
import { eventually } from '../../support/eventually.ts'
import { uniqueName } from '../../support/person.ts'
import type { KindCluster } from './open-cluster.ts'

/** A room in which one talks without a break, and another one on another node listens. */
interface Talk {
  roomName: string
  talker: Client
  listener: Client
  /** What was acked as kept: `clientMessageId` → `messageId`. */
  acked: Map<string, string>
  /** When each of them was, in ms of `performance.now()`. */
  ackedAt: number[]
}

/** What must be 0, for all rooms together. */
export interface Faults {
  /** Acked as kept and not in the history. */
  lost: number
  /** One message in the history twice, or shown twice to one member. */
  doubled: number
  /** `seq` fell, or stood, within an epoch; or the history has what one talker said in another order. */
  outOfOrder: number
  /** Shown with a place, and not in the history. */
  phantom: number
  /** Two messages were given one place. */
  sharedPlace: number
  /** Shown under an epoch in which the history does not have it: a master that was replaced has done it, too. */
  echoed: number
}

const historyOf = async ({ talker, roomName }: Talk): Promise<Message[]> => {
  const messages: Message[] = []
  for (;;) {
    const after = messages.at(-1)?.seq ?? 0
    const path = `/api/rooms/${roomName}/messages?after=${after}&limit=100`
    const { body } = await talker.person.api<HistoryPage>(path)
    messages.push(...body.messages)
    if (!body.hasMore) return messages
  }
}

/** Between two sends of one talker: the machine has others to serve, too. */
const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 10))

const place = ({ epoch, seq }: Message): string => `${epoch} ${seq}`

const countDoubles = (items: string[]): number => items.length - new Set(items).size

const judge = (talk: Talk, history: Message[]): Faults => {
  const kept = new Set(history.map(({ messageId }) => messageId))
  const seen = [talk.talker, talk.listener].map(client =>
    (client.events('new_message') as Message[]).filter(({ seq }) => seq !== undefined),
  )
  const epochs = new Map(history.map(({ messageId, epoch }) => [messageId, epoch]))
  const isEcho = ({ messageId, epoch }: Message): boolean => (epochs.get(messageId) ?? epoch) !== epoch
  const fallen = seen.flatMap(messages =>
    messages.filter((message, n) => {
      const before = messages[n - 1]
      return before?.epoch === message.epoch && message.seq <= before.seq
    }),
  )
  const spoken = history.flatMap(({ text }) => /^message-(\d+)$/.exec(text)?.[1] ?? []).map(Number)
  const crossed = spoken.filter((number, n) => number < (spoken[n - 1] ?? 0))
  const places = new Map([...history, ...seen.flat()].map(message => [message.messageId, place(message)]))
  return {
    lost: [...talk.acked.values()].filter(id => !kept.has(id)).length,
    doubled:
      countDoubles(history.map(({ clientMessageId = '' }) => clientMessageId)) +
      seen
        .map(messages => messages.filter(message => !isEcho(message)))
        .map(messages => countDoubles(messages.map(({ clientMessageId = '' }) => clientMessageId)))
        .reduce((a, b) => a + b, 0),
    outOfOrder: fallen.length + crossed.length,
    phantom: seen.flat().filter(({ messageId }) => !kept.has(messageId)).length,
    sharedPlace: countDoubles([...places.values()]),
    echoed: seen.flat().filter(isEcho).length,
  }
}

/**
 * Lets a pair of clients talk in each of several rooms until `stop`. Each talker repeats what was not kept, under the
 * same `clientMessageId`, as the protocol wants it.
 */
export const startTalking = async (cluster: KindCluster, roomCount: number) => {
  const talks = await Promise.all(
    Array.from({ length: roomCount }, async (_, n): Promise<Talk> => {
      const [talker, listener] = await Promise.all([
        cluster.connect('talker', n),
        cluster.connect('listener', n + 1),
      ])
      const roomName = uniqueName(`room-${n}`)
      await Promise.all([talker.join(roomName), listener.join(roomName)])
      return { roomName, talker, listener, acked: new Map(), ackedAt: [] }
    }),
  )
  let talking = true
  let slowestMs = 0
  let refused = 0
  const send = async ({ talker, acked, ackedAt }: Talk, id: string): Promise<void> => {
    while (talking) {
      const begun = performance.now()
      const ack = await talker.call('send_message', { text: id, clientMessageId: id })
      const ended = performance.now()
      slowestMs = Math.max(slowestMs, ended - begun)
      if (ack.ok && ack.persisted) {
        acked.set(id, ack.messageId)
        ackedAt.push(ended)
        return
      }
      if (!ack.ok) expect(ack.error).toMatchObject({ code: 'unavailable', retryable: true })
      refused += 1
      await pause()
    }
  }
  const talk = async (one: Talk): Promise<void> => {
    for (let n = 0; talking; n++) {
      await send(one, `message-${n}`)
      await pause()
    }
  }
  const load = Promise.all(talks.map(talk))
  const close = (): void => {
    talking = false
    for (const { talker, listener } of talks) for (const client of [talker, listener]) client.close()
  }
  // A test that has failed leaves the talk as it is, for which nobody waits then.
  onTestFinished(close)
  load.catch(() => {})

  return {
    rooms: talks.map(({ roomName }) => roomName),
    /** Resolves when in each room so many more messages were kept. */
    untilKept: async (more: number, timeoutMs = 20_000): Promise<void> => {
      const goals = talks.map(({ acked }) => acked.size + more)
      const kept = eventually(() => {
        for (const [n, { acked, roomName }] of talks.entries())
          expect(acked.size, roomName).toBeGreaterThanOrEqual(goals[n] ?? 0)
      }, timeoutMs)
      await Promise.race([kept, load])
    },
    /** For each room the longest time, in ms, in which nothing was kept: from `since` on, up to its last message. */
    longestPauses: (since: number): Map<string, number> =>
      new Map(
        talks.map(({ roomName, ackedAt }) => {
          const times = [since, ...ackedAt.filter(at => at > since)]
          return [roomName, Math.max(...times.map((at, n) => at - (times[n - 1] ?? at)))]
        }),
      ),
    /** Ends the talk, and then says something in each room that all its members have to hear. */
    stop: async () => {
      talking = false
      await load
      const deaf: string[] = []
      for (const { roomName, talker, listener } of talks) {
        const text = `after ${roomName}`
        await eventually(() => talker.say(text, 'after'))
        for (const member of [talker, listener]) {
          await member.next('new_message', message => message.text === text).catch(() => deaf.push(roomName))
        }
      }
      const faults = { lost: 0, doubled: 0, outOfOrder: 0, phantom: 0, sharedPlace: 0, echoed: 0 }
      for (const one of talks) {
        const found = judge(one, await historyOf(one))
        for (const name of Object.keys(faults) as (keyof Faults)[]) faults[name] += found[name]
      }
      const disconnects = talks.flatMap(({ talker, listener }) => [
        ...talker.disconnects,
        ...listener.disconnects,
      ])
      return { faults, deaf, disconnects, slowestMs, refused }
    },
  }
}

export type Conversation = Awaited<ReturnType<typeof startTalking>>

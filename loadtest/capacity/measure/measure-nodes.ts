import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster } from '../../../deploy/local/cluster.ts'
import type { SocketIoClient } from '../../k6/socketio/client.ts'
import type { Costs } from '../costs.ts'
import type { Crowd } from './crowd.ts'
import { gatherCrowd, succeed, talk } from './crowd.ts'
import type { Usage } from './meter.ts'
import { nodesCpu, readUsage, usedBetween } from './meter.ts'

type NodeCosts = Pick<
  Costs,
  | 'nodeDelivery'
  | 'nodeSend'
  | 'nodeCopy'
  | 'nodeJoin'
  | 'nodeIdle'
  | 'nodeClientBytes'
  | 'nodeBaseBytes'
  | 'nginxDelivery'
  | 'nginxSend'
  | 'nginxJoin'
  | 'nginxClientBytes'
  | 'redisJoin'
  | 'deliveryBytes'
>

const clientCount = 3000
const roomSize = 20
/** For garbage collection and what else comes after. */
const settleMs = 3000
const talkSeconds = 6

interface Metered extends Usage {
  seconds: number
}

/** Runs something and says what the cluster used meanwhile. */
const meter = async (cluster: Cluster, act: () => Promise<unknown>): Promise<Metered> => {
  await delay(settleMs)
  const before = readUsage(cluster)
  const startedAt = performance.now()
  await act()
  await delay(settleMs)
  return { ...usedBetween(before, readUsage(cluster)), seconds: (performance.now() - startedAt) / 1000 }
}

/** Connects clients and brings them into rooms, a few at the same time. */
const fill = async (crowd: Crowd, url: string, count: number): Promise<SocketIoClient[]> => {
  const clients: SocketIoClient[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const client = await crowd.connect(url)
      await succeed(client, 'join_room', { roomName: `capacity-${n % (clientCount / roomSize)}` })
      clients.push(client)
    }
  }
  await Promise.all(Array.from({ length: 10 }, work))
  return clients
}

/** The bytes of a frame as nginx passes it to a client. */
const deliveryBytes = (): number => {
  const message = {
    messageId: '0'.repeat(36),
    text: '.'.repeat(120),
    sender: 'load-000000-000000',
    senderId: '0'.repeat(36),
    roomName: 'a room with a name',
    clientMessageId: '0'.repeat(36),
    seq: 123_456,
    epoch: '0'.repeat(12),
    timestamp: 1_700_000_000_000,
  }
  return Buffer.byteLength(`42["new_message",${JSON.stringify(message)}]`) + 4
}

/**
 * Measures what clients cost nodes, nginx and Redis, on a cluster of two nodes that has nothing else to do.
 *
 * Each step has one thing more than another: a room of one has a send and its delivery, a listener on another node what
 * comes from Redis and a delivery, a large room almost only deliveries. That room is too quiet for its messages to be
 * written together, so busy rooms cost less than this.
 */
export const measureNodes = async (
  cluster: Cluster,
  tokenOf: (n: number) => string,
  say: (line: string) => void,
): Promise<NodeCosts> => {
  const crowd = gatherCrowd(tokenOf)
  const [first, second] = cluster.nodes
  if (first === undefined || second === undefined) throw new Error('this needs a cluster of two nodes')
  await delay(settleMs)
  const nodeBaseBytes = readUsage(cluster).nodeBytes / 2

  say('warming up')
  const early = await fill(crowd, cluster.url, 500)
  await talk(early, { perSecond: 200, seconds: talkSeconds })

  say(`${clientCount} clients connect and join`)
  let clients: SocketIoClient[] = []
  const joining = await meter(cluster, async () => {
    clients = await fill(crowd, cluster.url, clientCount)
  })

  say('nobody says anything')
  const idle = await meter(cluster, () => delay(15_000))

  say('a hundred people talk to themselves')
  const alone = clients.slice(0, 100)
  for (const [n, client] of alone.entries())
    await succeed(client, 'join_room', { roomName: `capacity-alone-${n}` })
  let monologues = 0
  const speaking = await meter(cluster, async () => {
    monologues = await talk(alone, { perSecond: 1000, seconds: talkSeconds })
  })

  say('one node listens to what the other is told')
  const speaker = await crowd.connect(first.url)
  const listener = await crowd.connect(second.url)
  for (const client of [speaker, listener]) await succeed(client, 'join_room', { roomName: 'capacity-two' })
  let copies = 0
  const listening = await meter(cluster, async () => {
    copies = await talk([speaker], { perSecond: 1000, seconds: talkSeconds })
  })

  say('one large room talks')
  const members = clients.slice(0, 600)
  for (const client of members) await succeed(client, 'join_room', { roomName: 'capacity-large' })
  const before = crowd.delivered
  let sends = 0
  const large = await meter(cluster, async () => {
    sends = await talk(members, { perSecond: 8, seconds: talkSeconds })
  })
  const deliveries = crowd.delivered - before
  crowd.close()

  const idleNodes = nodesCpu(idle) / idle.seconds
  const idleNginx = idle.nginxCpu / idle.seconds
  const nodesFor = (used: Metered): number => nodesCpu(used) - idleNodes * used.seconds
  const nginxFor = (used: Metered): number => used.nginxCpu - idleNginx * used.seconds

  // The sends of the large room are few; what they cost is known well enough from the room of one.
  const monologue = nodesFor(speaking) / monologues
  const nodeDelivery = (nodesFor(large) - sends * monologue) / deliveries
  const nodeCopy = ((listening.nodeCpu[1] ?? 0) - (idleNodes / 2) * listening.seconds) / copies - nodeDelivery
  const nginxMonologue = nginxFor(speaking) / monologues
  const nginxDelivery = (nginxFor(large) - sends * nginxMonologue) / deliveries
  return {
    nodeDelivery,
    nodeCopy,
    nodeSend: monologue - nodeCopy - nodeDelivery,
    nodeJoin: nodesFor(joining) / clientCount,
    nodeIdle: idleNodes / crowd.size,
    nodeClientBytes: joining.nodeBytes / clientCount,
    nodeBaseBytes,
    nginxDelivery,
    nginxSend: nginxMonologue - nginxDelivery,
    nginxJoin: nginxFor(joining) / clientCount,
    nginxClientBytes: joining.nginxBytes / clientCount,
    redisJoin: joining.redisCpu / clientCount,
    deliveryBytes: deliveryBytes(),
  }
}

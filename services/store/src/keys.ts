import { hash } from 'node:crypto'

/**
 * The one place that spells key and channel names.
 *
 * Rooms and users are hashed to 64 partitions. The partition is the hash tag, so that everything one script touches
 * lies in one slot of a Redis Cluster, and a reader of all rooms (listing, statistics, a later archive) has a bounded
 * number of keys to look at. A name given by a user never appears raw: it is percent-encoded, which leaves no brace,
 * colon or space. See docs/adr/0003-partitions-and-hash-tags.md.
 */
export const partitionCount = 64

const partitionOf = (name: string): number => hash('sha1', name, 'buffer').readUInt16BE(0) % partitionCount

/**
 * @param prefix keeps several clusters apart on one Redis; it may not contain braces, which would move the hash tag
 * @param spread whether slots lie on several servers, as in a Redis Cluster
 */
export const createKeys = (prefix: string, spread = false) => {
  if (/[{}]/.test(prefix)) throw new Error(`a key prefix may not contain braces: ${prefix}`)
  const base = (partition: number): string => `${prefix}:{p${String(partition).padStart(2, '0')}}`
  /** The adapter's channel of a Socket.IO room in the default namespace is `${channelPrefix}#/#${socketRoom}#`. */
  const channelPrefix = `${prefix}:io`

  const partition = (index: number) => {
    const tag = base(index)
    return {
      index,
      /** zset roomName → userCount: the directory */
      rooms: `${tag}:rooms`,
      /** zset roomName → when it was made (ms), for rooms that `create_room` made */
      unused: `${tag}:unused`,
      /** written before replicas are asked how far they are */
      replicated: `${tag}:replicated`,
      /** counter of messages ever sequenced */
      messageCount: `${tag}:messages`,
      /** hash username → open connections */
      online: `${tag}:online`,
      /** hash connectionId → username|incarnation */
      connections: `${tag}:connections`,
      /** zset incarnation → when it was declared dead (ms) */
      fenced: `${tag}:fenced`,
      /** set of what an incarnation holds here: `room:<memberId>:<username>:<roomName>` or `conn:<connectionId>:<username>` */
      heldBy: (incarnation: string) => `${tag}:held:${incarnation}`,
    }
  }

  return {
    channelPrefix,
    /** The adapter's channel of all sockets in the default namespace. */
    channelOfEveryone: `${channelPrefix}#/#`,
    partition,

    room: (roomName: string) => {
      const index = partitionOf(roomName)
      const id = encodeURIComponent(roomName)
      const key = (part: string): string => `${base(index)}:room:${id}:${part}`
      const socketRoom = `{p${String(index).padStart(2, '0')}}:room:${id}`
      return {
        name: roomName,
        partition: partition(index),
        /** The name of the room inside Socket.IO. */
        socketRoom,
        channel: `${channelPrefix}#/#${socketRoom}#`,
        /** hash epoch, seq */
        head: key('head'),
        /** list of message JSON, newest first */
        history: key('history'),
        /** `${duplicates}:<generation>`: hash senderId:clientMessageId → the first send's result */
        duplicates: key('duplicates'),
        /** hash memberId → username|incarnation */
        members: key('members'),
        /** hash username → memberships */
        users: key('users'),
        /** sets of usernames waiting for the next room_presence */
        joining: key('joining'),
        leaving: key('leaving'),
        /** exists while a room_presence is on its way */
        presenceDue: key('presence-due'),
      }
    },

    user: (username: string) => partition(partitionOf(username.toLowerCase())),

    /** hash of one account, by its name without regard to case */
    account: (username: string) => `${prefix}:{account:${username.toLowerCase()}}`,
    /** zset, all scores 0, of `lowercased\0shown` names: the listing of users */
    accountNames: `${prefix}:accounts`,

    /** zset incarnation → end of lease (ms) */
    nodes: `${prefix}:{nodes}:leases`,
    /** hash incarnation → open connections */
    nodeLoad: `${prefix}:{nodes}:connections`,
    /** zset incarnation → when it was declared dead (ms) */
    nodesFenced: `${prefix}:{nodes}:fenced`,

    /**
     * How far a user has used up the limit of messages. The script that sends asks it along with the room's keys, so
     * where slots are spread it lies beside the room, and counts for each partition by itself.
     */
    messageLimit: (roomName: string, userId: string) =>
      spread
        ? `${base(partitionOf(roomName))}:limit:${userId}:messages`
        : `${prefix}:{limit:${userId}}:messages`,

    /** A counter or window of one limit, for one subject (an address, an account, a user). */
    limit: (name: string, subject: string) => `${prefix}:{limit:${encodeURIComponent(subject)}}:${name}`,
  }
}

export type Keys = ReturnType<typeof createKeys>
export type RoomKeys = ReturnType<Keys['room']>

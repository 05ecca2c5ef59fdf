import type {
  ClientFacts,
  EventOf,
  EventType,
  HistoryEvent,
  KeptRoom,
  RecordedHistory,
  SeenMessage,
} from './recorded-history.ts'

/** A recorded history with the questions that every count asks. */
export interface IndexedHistory {
  readonly clients: readonly ClientFacts[]
  readonly rooms: readonly KeptRoom[]
  of<Type extends EventType>(...types: Type[]): EventOf<Type>[]
  /** The events of each client, by its name. */
  readonly byClient: ReadonlyMap<string, HistoryEvent[]>
  /** Whether the room's history has the message, or has had it: what is older than all that is kept has expired. */
  isKept(message: SeenMessage): boolean
  /**
   * Whether the message is of an order that the room has given up, and every client in the room knows: it was told
   * `reset`, or has met the new epoch.
   */
  isToldLost(message: SeenMessage): boolean
}

/** What a message is, whoever meets it: its sender's own id for it, else the server's. */
export const identityOf = ({ senderId, clientMessageId, messageId }: SeenMessage): string =>
  clientMessageId === undefined ? messageId : `${senderId}:${clientMessageId}`

/** How findings name a message. */
export const nameMessage = (message: SeenMessage): string =>
  `${message.roomName}#${message.seq ?? '-'} ${identityOf(message).slice(-40)}`

const epochsMet = (event: HistoryEvent): { roomName: string; epoch: string } | undefined => {
  if (event.type === 'entered') return event
  if (event.type !== 'delivered' && event.type !== 'shown') return undefined
  const { roomName, epoch } = event.message
  return epoch === undefined ? undefined : { roomName, epoch }
}

export const indexHistory = ({ events, clients, rooms }: RecordedHistory): IndexedHistory => {
  const roomOf = new Map(rooms.map(room => [room.roomName, room]))
  const kept = new Set(rooms.flatMap(room => room.messages.map(message => message.messageId)))
  const byClient = new Map<string, HistoryEvent[]>(clients.map(({ client }) => [client, []]))
  for (const event of events) byClient.get(event.client)?.push(event)

  const members = clients.filter(client => client.present)
  const knowing = new Map<string, Set<string>>()
  for (const event of events) {
    const met = epochsMet(event)
    if (met === undefined || roomOf.get(met.roomName)?.epoch !== met.epoch) continue
    const known = knowing.get(met.roomName) ?? new Set()
    knowing.set(met.roomName, known.add(event.client))
  }
  const allKnow = new Set(
    rooms
      .map(room => room.roomName)
      .filter(name =>
        members.every(({ client, roomName }) => roomName !== name || knowing.get(name)?.has(client)),
      ),
  )

  return {
    clients,
    rooms,
    byClient,
    of: <Type extends EventType>(...types: Type[]) =>
      events.filter((event): event is EventOf<Type> => (types as EventType[]).includes(event.type)),
    isKept: message => {
      if (kept.has(message.messageId)) return true
      const room = roomOf.get(message.roomName)
      if (room === undefined || !room.full || room.epoch !== message.epoch) return false
      return (message.seq ?? 0) < (room.messages.find(({ epoch }) => epoch === room.epoch)?.seq ?? 0)
    },
    isToldLost: message => {
      const room = roomOf.get(message.roomName)
      return room !== undefined && room.epoch !== message.epoch && allKnow.has(room.roomName)
    },
  }
}

import type { ChatMessage } from '@socketlink/client'

/** A place in a room's history: a `seq` means something only within its `epoch`. */
export interface Place {
  readonly epoch: string
  readonly seq: number
}

/** How far a user has read. */
export interface Reading {
  /** The last message that was seen. */
  readonly seen: Place | undefined
  /** Behind this place stands the line above what is new. */
  readonly newAfter: Place | undefined
  /** How many messages of others came while nobody looked. */
  readonly unseen: number
}

export const isAfter = (
  { epoch, seq }: Pick<ChatMessage, 'epoch' | 'seq'>,
  place: Place | undefined,
): boolean => place !== undefined && epoch === place.epoch && seq !== undefined && seq > place.seq

/** The place of the newest message that has one. */
export const lastPlace = (messages: readonly ChatMessage[]): Place | undefined => {
  const last = messages.findLast(({ epoch, seq }) => epoch !== undefined && seq !== undefined && seq > 0)
  return last?.epoch === undefined || last.seq === undefined
    ? undefined
    : { epoch: last.epoch, seq: last.seq }
}

/** Begins with a room just entered, where all up to `seen` was read on an earlier visit. */
export const startReading = (messages: readonly ChatMessage[], seen: Place | undefined): Reading => {
  const unseen = messages.filter(message => !message.mine && isAfter(message, seen)).length
  return { seen, newAfter: unseen > 0 ? seen : undefined, unseen }
}

/** The user looks at the newest message. */
export const readAll = (reading: Reading, messages: readonly ChatMessage[]): Reading => {
  const seen = lastPlace(messages) ?? reading.seen
  if (reading.unseen === 0 && seen?.seq === reading.seen?.seq && seen?.epoch === reading.seen?.epoch)
    return reading
  return { ...reading, seen, unseen: 0 }
}

/** Messages came that the user does not look at. */
export const missed = (reading: Reading, count: number): Reading =>
  count === 0
    ? reading
    : {
        ...reading,
        newAfter: reading.unseen === 0 ? reading.seen : reading.newAfter,
        unseen: reading.unseen + count,
      }

/** Who answers has read: the line above what is new goes. */
export const dropDivider = (reading: Reading): Reading =>
  reading.newAfter === undefined ? reading : { ...reading, newAfter: undefined }

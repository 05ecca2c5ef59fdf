import { z } from 'zod'

/** A message as every member gets it and as history keeps it. */
export const message = z.object({
  messageId: z.string().meta({ description: 'UUIDv7' }),
  seq: z.int().meta({ description: 'Counts 1, 2, 3 ... in its room and epoch, without a hole' }),
  epoch: z.string(),
  text: z.string(),
  sender: z.string(),
  senderId: z.string(),
  roomName: z.string(),
  timestamp: z.int().meta({ description: 'Unix milliseconds' }),
  clientMessageId: z.string().optional(),
})
export type Message = z.infer<typeof message>

/** A message that was delivered while Redis was away: it has no place in the room's order and is kept nowhere. */
export interface ProvisionalMessage extends Omit<Message, 'seq' | 'epoch'> {
  seq?: never
  epoch?: never
}

export const roomSummary = z.object({ roomName: z.string(), userCount: z.int() })
/** A room in the directory: its `roomName`, and its `userCount` of distinct users. */
export type RoomSummary = z.infer<typeof roomSummary>

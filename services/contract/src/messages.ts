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

export const roomSummary = z.object({ roomName: z.string(), userCount: z.int() })
/** A room in the directory: its `roomName`, and its `userCount` of distinct users. */
export type RoomSummary = z.infer<typeof roomSummary>

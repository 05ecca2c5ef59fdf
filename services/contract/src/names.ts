import { z } from 'zod'
import { limits } from './limits.ts'

// Each schema's message is the error code that a client gets (errors.ts).

/** Unicode code points in a string, which is how the protocol counts. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

const within = (text: string, min: number, max: number): boolean => {
  // A string of n code points has n to 2n UTF-16 units, so most checks need no walk.
  if (text.length < min || text.length > max * 2) return false
  const count = codePoints(text)
  return count >= min && count <= max
}

export const username = z
  .string('invalid_username')
  .regex(/^[A-Za-z0-9_-]{3,20}$/, 'invalid_username')
  .meta({ description: '3 to 20 of A-Z a-z 0-9 _ -, unique without regard to case', example: 'alice' })

/** Length only; common passwords and one equal to the username are refused where accounts are made. */
export const password = z
  .string('invalid_password')
  .refine(text => within(text, limits.passwordMin, limits.passwordMax), 'invalid_password')
  .meta({ description: '8 to 128 characters of any script', example: 'correct horse battery' })

export const roomName = z
  .string('invalid_room_name')
  .max(limits.roomNameMax * 4, 'invalid_room_name')
  .normalize('NFC')
  .refine(
    name => within(name, 1, limits.roomNameMax) && /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]*$/u.test(name),
    'invalid_room_name',
  )
  .meta({
    description: '1 to 50 letters and digits of any script, _ . -; starts with a letter or digit',
    example: 'lobby',
  })

export const text = z
  .string('empty_message')
  .trim()
  .min(1, 'empty_message')
  .refine(value => within(value, 1, limits.textMax), 'message_too_long')
  .meta({ description: '1 to 1000 characters after trimming', example: 'hello' })

export const clientMessageId = z
  .string('bad_request')
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'bad_request')
  .meta({ description: 'Chosen by the sender, unique per sender; makes a repeated send harmless' })

/** A place in a room's order: a `seq` means something only together with its `epoch`. */
export const position = z.strictObject(
  { epoch: z.string('bad_request').max(64, 'bad_request'), seq: z.int('bad_request').min(0, 'bad_request') },
  'bad_request',
)
export type Position = z.infer<typeof position>

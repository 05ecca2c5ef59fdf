import { z } from 'zod'
import { limits } from './limits.ts'
import { message, roomSummary } from './messages.ts'
import { password, roomName, username } from './names.ts'

/** Bodies, queries and answers of the HTTP API; the OpenAPI document is made from these. */

const body = { error: () => 'bad_request' }
const digits = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value

/** A number in a query string, from `min` to `max`. */
const wholeNumber = (min: number, max: number) =>
  z.preprocess(digits, z.int('bad_request').min(min, 'bad_request').max(max, 'bad_request'))

const page = (max: number, usual: number) =>
  wholeNumber(1, max)
    .default(usual)
    .meta({ description: `How many at most; 1 to ${max}` })

const place = wholeNumber(0, Number.MAX_SAFE_INTEGER)

const cursor = z
  .string('bad_request')
  .max(2000, 'bad_request')
  .optional()
  .meta({ description: '`nextCursor` of the page before' })
const nextCursor = z.string().nullable().meta({ description: 'null on the last page' })

export const role = z.enum(['user', 'admin'])
export const identity = z.object({ userId: z.string(), username: z.string(), role })
/** Who a valid token speaks for. */
export type Identity = z.infer<typeof identity>

export const errorBody = z.object({
  error: z.string().meta({ description: 'A sentence for people' }),
  code: z.string().meta({ description: 'A code for programs' }),
})

export const registerBody = z.strictObject({ username, password }, body)
export const registered = z.object({ success: z.literal(true), userId: z.string(), username: z.string() })

/** A login is not told which rule a name or password breaks: any two strings are compared. */
export const loginBody = z.strictObject(
  {
    username: z.string('bad_request').max(1000, 'bad_request'),
    password: z.string('bad_request').max(1000, 'bad_request'),
  },
  body,
)
export const loggedIn = z.object({
  success: z.literal(true),
  token: z.string(),
  expiresAt: z.int().meta({ description: 'Unix milliseconds' }),
  user: identity,
})

export const usersQuery = z.strictObject({ cursor, limit: page(limits.pageMax, 100) }, body)
export const usersPage = z.object({
  users: z.array(z.object({ username: z.string(), online: z.boolean() })),
  nextCursor,
})

export const roomsQuery = z.strictObject({ cursor, limit: page(limits.pageMax, 100) }, body)
export const roomsPage = z.object({ rooms: z.array(roomSummary), nextCursor })

export const historyParams = z.object({ roomName })
export const historyQuery = z.strictObject(
  {
    before: place.optional().meta({ description: 'Only messages with a smaller seq' }),
    after: place.optional().meta({ description: 'Only messages with a larger seq' }),
    limit: page(limits.historyPageMax, limits.historyOnJoin),
  },
  body,
)
export const historyPage = z.object({
  messages: z.array(message),
  epoch: z.string(),
  seq: z.int().meta({ description: "The room's newest seq" }),
  hasMore: z.boolean().meta({ description: 'More in the direction asked: newer with `after`, else older' }),
})
export type HistoryPage = z.infer<typeof historyPage>

export const stats = z.object({
  messages: z.object({ total: z.int() }),
  rooms: z.object({ active: z.int() }),
  users: z.object({ online: z.int() }),
  connections: z.int(),
  nodes: z.int(),
})
export type Stats = z.infer<typeof stats>

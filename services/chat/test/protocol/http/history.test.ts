import type { HistoryPage } from '@socketlink/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../support/client.ts'
import type { ApiAnswer } from '../../support/http.ts'
import { uniqueName } from '../../support/person.ts'
import { errorBody } from '../../support/refusal.ts'
import { useTarget } from '../../support/target.ts'

describe('GET /api/rooms/:roomName/messages?before&after&limit', () => {
  const target = useTarget()
  const roomName = uniqueName('История')
  let alice: Client
  let bob: Client
  let epoch: string
  beforeAll(async () => {
    ;[alice, bob] = await target.conversation('alice', 'bob')
    await alice.join(roomName)
    for (let n = 1; n <= 120; n++) await alice.say(`message ${n}`)
    ;({ epoch } = await bob.join(roomName))
  })
  const read = (query = '', name = roomName): Promise<ApiAnswer<HistoryPage>> =>
    bob.person.api(`/api/rooms/${encodeURIComponent(name)}/messages${query}`)
  const seqs = ({ body }: ApiAnswer<HistoryPage>): number[] => body.messages.map(message => message.seq)
  const range = (first: number, last: number): number[] =>
    Array.from({ length: last - first + 1 }, (_, n) => first + n)

  it('gives the newest messages, oldest first, as they were delivered', async () => {
    const page = await read()
    expect(page.status).toBe(200)
    expect(seqs(page)).toEqual(range(71, 120))
    expect(page.body).toMatchObject({ epoch, seq: 120, hasMore: true })
    const live = await alice.next('new_message', message => message.seq === 120)
    expect(page.body.messages.at(-1)).toEqual(live)
  })

  const pages: [string, number[], boolean][] = [
    ['?limit=100', range(21, 120), true],
    ['?limit=1', [120], true],
    ['?before=71', range(21, 70), true],
    ['?before=71&limit=70', range(1, 70), false],
    ['?before=71&limit=100', range(1, 70), false],
    ['?before=2', [1], false],
    ['?before=1', [], false],
    ['?before=100000&limit=2', [119, 120], true],
    ['?after=0&limit=5', range(1, 5), true],
    ['?after=100&limit=20', range(101, 120), false],
    ['?after=100&limit=19', range(101, 119), true],
    ['?after=119', [120], false],
    ['?after=120', [], false],
    ['?after=100000', [], false],
  ]
  it.each(pages)('%s', async (query, expected, hasMore) => {
    const page = await read(query)
    expect(page.status).toBe(200)
    expect(seqs(page)).toEqual(expected)
    expect(page.body).toMatchObject({ epoch, seq: 120, hasMore })
  })

  it('walks back through everything without a hole or a repeat', async () => {
    const walked: number[] = []
    let before = 1_000_000
    for (;;) {
      const page = await read(`?before=${before}&limit=17`)
      walked.unshift(...seqs(page))
      if (!page.body.hasMore) break
      before = walked[0] as number
    }
    expect(walked).toEqual(range(1, 120))
  })

  it.each(['limit=0', 'limit=101', 'limit=x', 'before=-1', 'before=x', 'after=1.5', 'after=', 'offset=3'])(
    'answers 400 to ?%s',
    async query => {
      expect(await read(`?${query}`)).toMatchObject({ status: 400, body: errorBody('bad_request') })
    },
  )

  it('answers 404 room_not_found for a room that never was', async () => {
    expect(await read('', uniqueName('never'))).toMatchObject({
      status: 404,
      body: errorBody('room_not_found'),
    })
  })

  it.each(['not a name', '../etc', '_', 'a#b', 'x'.repeat(51)])(
    'answers 400 for the room name %s',
    async name => {
      expect(await read('', name)).toMatchObject({ status: 400, body: errorBody('invalid_room_name') })
    },
  )

  it('answers for an empty room, and still when all have left', async () => {
    const empty = uniqueName('empty')
    await bob.join(empty)
    expect(await read('', empty)).toMatchObject({
      status: 200,
      body: { messages: [], seq: 0, hasMore: false },
    })
    await bob.say('last words')
    await bob.leave()
    expect(await read('', empty)).toMatchObject({
      status: 200,
      body: { messages: [{ seq: 1, text: 'last words' }], seq: 1, hasMore: false },
    })
  })

  it('finds a room by the decomposed form of its name', async () => {
    const name = `Caf\u00e9${uniqueName('x')}`
    await bob.join(name)
    await bob.say('hello')
    expect(seqs(await read('', name.normalize('NFD')))).toEqual([1])
  })
})

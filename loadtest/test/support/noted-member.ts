import type { Person } from '../../../services/chat/test/support/client.ts'
import type { MemberOptions, Watcher } from '../../k6/chat/member.ts'
import { Member } from '../../k6/chat/member.ts'
import { nodePlatform } from '../../k6/socketio/node-platform.ts'

/** What a member has told of itself. */
export interface Notes {
  acked: number
  delivered: number
  recovered: number
  lost: number
  duplicated: number
  outOfOrder: number
  unrecovered: number
  refused: string[]
}

/** A member that takes notes of what it tells. */
export const notedMember = (
  url: string,
  { username, token }: Person,
  options: Partial<MemberOptions> & Pick<MemberOptions, 'roomName'>,
): { member: Member; notes: Notes; back: Promise<void> } => {
  const notes: Notes = {
    acked: 0,
    delivered: 0,
    recovered: 0,
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    unrecovered: 0,
    refused: [],
  }
  const back = Promise.withResolvers<void>()
  const count = (name: Exclude<keyof Notes, 'refused'>) => () => void notes[name]++
  const watch: Watcher = {
    connected: () => {},
    opened: () => {},
    closed: () => {},
    joined: () => {},
    acked: count('acked'),
    delivered: count('delivered'),
    refused: code => void notes.refused.push(code),
    recovered: () => {
      notes.recovered++
      back.resolve()
    },
    lost: messages => {
      notes.lost += messages
    },
    duplicated: count('duplicated'),
    outOfOrder: count('outOfOrder'),
    unrecovered: count('unrecovered'),
  }
  const member = new Member({
    platform: nodePlatform,
    url,
    transport: 'websocket',
    token,
    runId: 'run',
    name: username,
    textLength: 40,
    watch,
    ...options,
  })
  return { member, notes, back: back.promise }
}

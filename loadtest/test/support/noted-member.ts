import { EventEmitter, once } from 'node:events'
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

type Count = Exclude<keyof Notes, 'refused'>

/** A member that takes notes of what it tells; `until` resolves once a note has come to a number. */
export const notedMember = (
  url: string,
  { username, token }: Person,
  options: Partial<MemberOptions> & Pick<MemberOptions, 'roomName'>,
): { member: Member; notes: Notes; until: (name: Count, number: number) => Promise<void> } => {
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
  const changed = new EventEmitter()
  const until = async (name: Count, number: number): Promise<void> => {
    while (notes[name] < number) await once(changed, name)
  }
  const count = (name: Count) => () => {
    notes[name]++
    changed.emit(name)
  }
  const watch: Watcher = {
    connected: () => {},
    opened: () => {},
    closed: () => {},
    joined: () => {},
    acked: count('acked'),
    delivered: count('delivered'),
    refused: code => void notes.refused.push(code),
    recovered: count('recovered'),
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
  return { member, notes, until }
}

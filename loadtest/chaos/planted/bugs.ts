import type { CountName } from '../checker/check-history.ts'
import { controlScenario } from '../scenarios/control.ts'
import { killNodeScenario } from '../scenarios/kill-node.ts'
import { sameSendScenario } from '../scenarios/same-send.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Patch } from './copy-services.ts'

/** A bug that is put into the nodes on purpose, to see that the checker finds it. */
export interface PlantedBug {
  name: string
  patches: Patch[]
  scenario: Scenario
  /** The counts that must find it. */
  caughtBy: CountName[]
}

const sendScript = 'store/src/messages/send-message.lua'

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'the duplicate check is dropped',
    patches: [{ file: sendScript, find: '  if first then\n', replace: '  if false then\n' }],
    scenario: sameSendScenario,
    caughtBy: ['duplicated'],
  },
  {
    name: 'the lease is skipped: nobody ends what a dead node held',
    patches: [
      {
        file: 'chat/src/presence/lease.ts',
        find: 'for (const incarnation of expired) void this.#bury(incarnation)',
        replace: 'void expired',
      },
    ],
    scenario: killNodeScenario,
    caughtBy: ['ghosts', 'untoldLeaves'],
  },
  {
    name: 'messages are emitted by the node, not by the script',
    patches: [
      {
        file: sendScript,
        find: "redis.call('SPUBLISH', ARGV[8], ARGV[9] .. message .. ARGV[10])",
        replace: '',
      },
      {
        file: 'chat/src/socket/calls/send-message.ts',
        find: "events.emit('message_created'",
        replace:
          "session.socket.nsp.to(store.addressOf(roomName).socketRoom).emit('new_message', message)\n    events.emit('message_created'",
      },
    ],
    scenario: controlScenario,
    caughtBy: ['outOfOrder'],
  },
]

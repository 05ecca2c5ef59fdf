import { expect, it } from 'vitest'
import { readProfile } from '../read-profile.ts'

const call = (id: number, functionName: string, url = '') => ({
  id,
  callFrame: { functionName, url, scriptId: '1', lineNumber: 0, columnNumber: 0 },
})

it('shares the busy time out among the parts', () => {
  const shares = readProfile({
    nodes: [
      call(1, '(idle)'),
      call(2, 'writeBuffer'),
      call(3, 'send', '/app/services/chat/src/fanout/room-writer.ts'),
      call(4, 'write', 'file:///app/node_modules/.pnpm/ws@8.0.0/node_modules/ws/lib/sender.js'),
      call(5, '_write', 'node:net'),
    ],
    samples: [1, 2, 3, 4, 5, 2],
    timeDeltas: [900, 30, 20, 10, 30, 10],
    startTime: 0,
    endTime: 1000,
  })
  expect(Object.fromEntries([...shares].filter(([, share]) => share > 0))).toEqual({
    'system calls: write': 0.4,
    "Node.js' streams and sockets": 0.3,
    'Socket.IO, Engine.IO, ws': 0.1,
    'our fan-out': 0.2,
  })
})

it('has a share for each part of a node that did nothing', () => {
  const shares = readProfile({
    nodes: [call(1, '(idle)')],
    samples: [1],
    timeDeltas: [5],
    startTime: 0,
    endTime: 5,
  })
  expect([...shares.values()].every(share => share === 0)).toBe(true)
})

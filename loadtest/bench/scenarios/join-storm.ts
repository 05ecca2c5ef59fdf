import { setTimeout as wait } from 'node:timers/promises'
import { spread } from '../../statistics.ts'
import type { Bench, Outcome, Scenario } from '../bench.ts'
import { Generator } from '../generator.ts'
import { type SystemName, startSystem } from '../system.ts'

const seconds = 10

interface Storm {
  joiners: number
  seconds: number
  frames: number
  framesPerJoin: number
}

const storm = async (name: SystemName, joiners: number, { signal, say }: Bench): Promise<Storm> => {
  say(`${name}: ${joiners} people join one room within ${seconds} s`)
  const generator = new Generator(2, 1)
  const system = await startSystem(name, { nodes: 2, signal }).catch(async error => {
    await generator.end()
    throw error
  })
  try {
    const { failures } = await generator.open({
      clients: system.people(joiners),
      perSecond: 1500,
      atOnce: 200,
    })
    if (failures.length > 0) throw new Error(`${failures.length} clients did not connect: ${failures[0]}`)
    await wait(2000, undefined, { signal })
    const before = await generator.tally()
    const started = performance.now()
    const { refused } = await generator.join({
      rooms: Array.from({ length: joiners }, () => 'storm'),
      perSecond: joiners / (seconds - 0.5),
    })
    const took = (performance.now() - started) / 1000
    if (refused > 0) throw new Error(`${refused} of ${joiners} joins were refused`)
    let events = -1
    for (let tally = await generator.tally(); tally.events !== events; tally = await generator.tally()) {
      events = tally.events
      await wait(2000, undefined, { signal })
    }
    const frames = events - before.events
    return { joiners, seconds: took, frames, framesPerJoin: frames / joiners }
  } finally {
    await generator.end()
    await system.stop()
  }
}

const run = async (bench: Bench): Promise<Outcome> => {
  const socketlink = await storm('socketlink', bench.quick ? 1000 : 5000, bench)
  // Each is told of each: n²/2 frames. 5000 would take minutes, and prove the same.
  const stock = await storm('stock', bench.quick ? 400 : 1000, bench)
  const atSameSize = stock.framesPerJoin * (socketlink.joiners / stock.joiners)
  return {
    findings: [
      {
        what: `frames per join, ${socketlink.joiners} people join one room within ${seconds} s`,
        unit: '',
        socketlink: spread([socketlink.framesPerJoin]),
        stock: spread([atSameSize]),
        value: socketlink.framesPerJoin,
        target: { most: 20 },
      },
    ],
    details: { socketlink, stock },
  }
}

export const joinStorm: Scenario = {
  name: 'join-storm',
  about: '5000 people join one room within 10 s: the frames that makes',
  run,
}

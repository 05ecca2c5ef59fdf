import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatNode, Cluster } from '../../../../deploy/local/cluster.ts'
import { startCluster } from '../../../../deploy/local/cluster.ts'
import { routeOf } from '../../../../deploy/local/nginx-config.ts'
import { eventually } from '../../../chat/test/support/eventually.ts'
import { roomySettings } from '../../../chat/test/support/settings.ts'
import type { Visitor } from './support/visitor.ts'
import { useVisitors } from './support/visitors.ts'
import { lostConnection } from './support/witness.ts'

// A cluster of its own, as these tests take it apart.
let cluster: Cluster
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'socketlink-test-'))
  cluster = await startCluster({ nodes: 3, port: 0, dataDir, env: roomySettings })
})
afterAll(async () => {
  await cluster?.stop()
  await rm(dataDir, { recursive: true })
})

const visitors = useVisitors(() => cluster.url)

const nodeOf = ({ route }: Visitor): ChatNode => {
  const node = cluster.nodes.find(candidate => routeOf(candidate) === route)
  if (node === undefined) throw new Error(`no node makes sessions that begin with ${route}`)
  return node
}

const converse = async (): Promise<[Visitor, Visitor]> => {
  const [alice, bob] = await visitors.conversation('alice', 'bob')
  for (const visitor of [alice, bob]) {
    visitor.witness.expect(lostConnection)
    await visitor.mark()
  }
  return [alice, bob]
}

/** Both show the same in the same order, all of it once and each person's in the order of saying it. */
const expectWhole = async (both: Visitor[], counts: Record<string, number>): Promise<void> => {
  const [mine, theirs] = await Promise.all(both.map(visitor => visitor.words()))
  expect(mine).toEqual(theirs)
  for (const [name, count] of Object.entries(counts)) {
    const wanted = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
    expect(mine?.filter(word => word.startsWith(`${name}-`))).toEqual(wanted)
  }
}

test('a node killed in mid-conversation: both go on, nothing lost, doubled or out of order, no reload', async () => {
  const [alice, bob] = await converse()
  const victim = nodeOf(alice)
  for (let number = 1; number <= 12; number++) {
    await alice.say(`(alice-${number})`)
    await bob.say(`(bob-${number})`)
    if (number !== 5) continue
    await bob.hears('(alice-2)')
    victim.kill('SIGKILL')
    await victim.exited
  }
  await bob.hears('(alice-12)')
  await alice.hears('(bob-12)')
  await expectWhole([alice, bob], { alice: 12, bob: 12 })
  expect(alice.route).not.toBe(routeOf(victim))
  expect(await alice.hasMark()).toBe(true)
  expect(await bob.hasMark()).toBe(true)
  await alice.banner.waitFor({ state: 'hidden' })
  await cluster.startNode(cluster.nodes.indexOf(victim))
})

test('Redis stopped and started: what was typed meanwhile arrives once, and survives a reload', async () => {
  const [alice, bob] = await converse()
  await alice.say('(alice-1)')
  await bob.hears('(alice-1)')
  cluster.redis.kill('SIGTERM')
  for (const { url } of cluster.nodes)
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503))

  await alice.say('(alice-2)')
  await alice.hears('(alice-2)')
  await alice.banner.waitFor()
  await alice.composer.fill('not sent yet')
  await alice.page.reload()
  await alice.hears('(alice-2)')
  await eventually(async () => expect(await alice.composer.inputValue()).toBe('not sent yet'))
  await alice.banner.waitFor()
  // Bob has not reloaded; what he says while nobody hears it is kept in his page alone.
  await bob.say('(bob-1)')
  await bob.hears('(bob-1)')

  await cluster.redis.start()
  await bob.hears('(alice-2)')
  await alice.hears('(bob-1)')
  expect(await alice.composer.inputValue()).toBe('not sent yet')
  await alice.say('(alice-3)')
  await bob.hears('(alice-3)')
  await bob.say('(bob-2)')
  await alice.hears('(bob-2)')
  await expectWhole([alice, bob], { alice: 3, bob: 2 })
  for (const visitor of [alice, bob]) await visitor.banner.waitFor({ state: 'hidden' })
  expect(await bob.hasMark()).toBe(true)
})

test('a node drained: its people notice the banner and nothing else', async () => {
  const [alice, bob] = await converse()
  await alice.say('(alice-1)')
  await bob.say('(bob-1)')
  await alice.hears('(bob-1)')
  await alice.composer.pressSequentially('a thought not fin')
  const leaving = nodeOf(alice)
  // Whatever disappears from the conversation, be it for a moment.
  await alice.log.evaluate(log => {
    const lost: string[] = []
    Object.assign(window, { lost })
    new MutationObserver(records => {
      for (const { removedNodes } of records)
        for (const node of removedNodes)
          if (node.textContent?.match(/\(\w+-\d+\)/)) lost.push(node.textContent)
    }).observe(log, { childList: true, subtree: true })
  })
  const gone = cluster.removeNode(leaving)
  await bob.say('(bob-2)')
  await alice.hears('(bob-2)')
  expect(await gone).toEqual({ code: 0, signal: null })
  await eventually(() => expect(alice.route).not.toBe(routeOf(leaving)))

  await alice.page.keyboard.type('ished (alice-2)')
  await alice.page.keyboard.press('Enter')
  await bob.hears('a thought not finished (alice-2)')
  await alice.banner.waitFor({ state: 'hidden' })
  await expectWhole([alice, bob], { alice: 2, bob: 2 })
  expect(await alice.page.evaluate(() => Reflect.get(window, 'lost'))).toEqual([])
  for (const visitor of [alice, bob]) expect(await visitor.hasMark()).toBe(true)
  expect(await bob.members.getByText(alice.username).count()).toBe(1)
})

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../services/chat/test/support/client.ts'
import { eventually } from '../../services/chat/test/support/eventually.ts'
import { registerPerson, uniqueName } from '../../services/chat/test/support/person.ts'
import type { Transport } from './compose-member.ts'
import { Member } from './compose-member.ts'
import type { Container } from './compose-project.ts'
import { ComposeProject, dockerAnswers } from './compose-project.ts'
import { readHistory, Traffic } from './compose-traffic.ts'

const available = await dockerAnswers()
if (!available)
  console.warn('The tests of docker-compose.yml are left out: no Docker engine with Compose answers.')

/** As the client comes, and by either alone. */
const everyTransport: Transport[][] = [['polling', 'websocket'], ['polling'], ['websocket']]

/** How a node begins the ids of its sessions. */
const nodeOf = ({ NetworkSettings }: Container, network: string): string =>
  createHash('md5').update(`${NetworkSettings.Networks[network]?.IPAddress}:3000`).digest('hex')

describe.runIf(available)('the cluster under Docker Compose', () => {
  let project: ComposeProject
  const members: Member[] = []

  const somebody = (): Promise<Person> =>
    registerPerson(project.url, 'docker', () => Promise.reject(new Error('a Member connects by itself')))
  const join = async (roomName: string): Promise<Member> => {
    const transports = everyTransport[members.length % everyTransport.length] ?? []
    const member = new Member(await somebody(), project.url, roomName, transports)
    members.push(member)
    return await member.enter()
  }
  const nodes = async (): Promise<string[]> =>
    (await project.containers('chat')).map(container => nodeOf(container, `${project.name}_edge`))
  /** Every room goes on: each member is shown so many messages more than now. */
  const hearMore = async (count: number): Promise<void> => {
    const goals = members.map(member => ({ member, seq: member.seq + count }))
    await eventually(() => {
      for (const { member, seq } of goals) {
        if (member.seq < seq) throw new Error(`${member.client.username} is at ${member.seq} of ${seq}`)
      }
    }, 30_000)
  }

  beforeAll(async () => {
    project = await ComposeProject.create()
    await project.compose('build')
    await project.compose('up', '--detach', '--wait')
  }, 240_000)

  afterAll(async () => {
    for (const { client } of members) client.close()
    await project?.remove()
  }, 90_000)

  test('one command brings up three nodes, nginx and Redis', async () => {
    const running = (await project.containers()).filter(({ State }) => State.Running)
    const services = running.map(({ Name }) => Name.replace(`/${project.name}-`, '')).sort()
    expect(services).toEqual(['chat-1', 'chat-2', 'chat-3', 'nginx-1', 'redis-1'])
    expect(project.exits).toEqual([{ service: 'secrets', container: `${project.name}-secrets-1`, code: 0 }])
    expect((await fetch(`${project.url}/healthz`)).status).toBe(200)
    const page = await (await fetch(project.url)).text()
    const script = await fetch(project.url + /src="(\/assets\/[^"]+)"/.exec(page)?.[1])
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect(script.headers.get('content-encoding')).toBe('gzip')
  })

  test('no container runs as root, has a capability, or can write to its image', async () => {
    for (const { Name, HostConfig } of await project.containers()) {
      const { ReadonlyRootfs, CapDrop, SecurityOpt, Init, Privileged } = HostConfig
      expect({ Name, ReadonlyRootfs, CapDrop, SecurityOpt, Init, Privileged }).toEqual({
        Name,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Init: true,
        Privileged: false,
      })
    }
    const inside = (service: string): Promise<string> =>
      project.compose('exec', '-T', service, 'sh', '-c', 'id -u; touch /etc/here 2>&1 || true')
    expect(await inside('chat')).toMatch(/^1000\n.*Read-only file system/)
    expect(await inside('nginx')).toMatch(/^101\n.*Read-only file system/)
    expect(await inside('redis')).toMatch(/^999\n.*Read-only file system/)
  })

  test('secrets are only in their volume, and each is read only by whom it is for', async () => {
    const read = (service: string, file: string): Promise<string> =>
      project.compose('exec', '-T', service, 'cat', `/secrets/${file}`)
    const secrets = [await read('chat', 'jwt-secret'), await read('chat', 'redis-password')]
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/)
    await expect(read('redis', 'jwt-secret')).rejects.toThrow('Permission denied')
    await expect(read('redis', 'redis-password')).rejects.toThrow('Permission denied')
    const visible = JSON.stringify(await project.containers()) + (await project.compose('logs', '--no-color'))
    for (const secret of secrets) expect(visible).not.toContain(secret)
  })

  test('scaled 3 → 5 → 2 under load: nodes join and leave, and nothing acked is lost', async () => {
    const rooms = [uniqueName('room'), uniqueName('room')]
    const traffic = new Traffic()
    for (let number = 0; number < 6; number++) {
      const member = await join(rooms[number % 2] ?? '')
      // The last of each room only listens.
      if (number < 4) traffic.start(member, 250)
    }
    await hearMore(5)

    const first = await nodes()
    await project.scale(5)
    const added = (await nodes()).filter(node => !first.includes(node))
    expect(added).toHaveLength(2)
    await eventually(async () => {
      await join(rooms[members.length % 2] ?? '')
      expect(members.flatMap(member => member.nodes)).toEqual(expect.arrayContaining(added))
    }, 20_000)
    await hearMore(5)

    const before = project.exits.length
    const movers = members.filter(({ client }) => added.includes(client.node))
    await project.scale(2)
    const left = await nodes()
    await eventually(() => {
      for (const { client } of members) expect(left).toContain(client.node)
    })
    await hearMore(5)
    await traffic.stop()

    const drained = project.exits.slice(before).filter(({ service }) => service === 'chat')
    expect(drained.map(({ container, code }) => `${container}: ${code}`).sort()).toEqual(
      [3, 4, 5].map(number => `${project.name}-chat-${number}: 0`),
    )
    expect(first).toEqual(expect.arrayContaining(left))
    expect(movers.length).toBeGreaterThanOrEqual(2)
    for (const { nodes: sessions, recoveries, client } of members) {
      expect(recoveries).toEqual(['none', ...sessions.slice(1).map(() => 'complete')])
      expect(client.disconnects).toHaveLength(sessions.length - 1)
    }
    for (const mover of movers) expect(mover.nodes.length).toBeGreaterThanOrEqual(2)

    for (const roomName of rooms) {
      const inRoom = members.filter(member => member.roomName === roomName)
      const acked = traffic.acked.filter(each => each.roomName === roomName).map(({ sent }) => sent)
      const last = Math.max(...acked.map(({ seq }) => seq))
      await eventually(() => expect(inRoom.map(({ seq }) => seq)).toEqual(inRoom.map(() => last)))

      const kept = await readHistory((inRoom[0] as Member).client.person, roomName)
      expect(acked.every(({ persisted }) => persisted)).toBe(true)
      expect(kept.map(({ seq }) => seq)).toEqual(acked.map((_, index) => index + 1))
      const byId = new Map(kept.map(message => [message.clientMessageId, message]))
      expect(byId.size).toBe(kept.length)
      for (const { clientMessageId, messageId, seq } of acked) {
        expect(byId.get(clientMessageId)).toMatchObject({ messageId, seq })
      }
      for (const { disorder, shown } of inRoom) {
        expect(disorder).toEqual([])
        expect([...shown.values()]).toEqual(kept.slice(-shown.size))
      }
    }
  }, 120_000)

  test('a cluster that was taken down and started again keeps its secrets and its data', async () => {
    const { client, roomName } = members[0] as Member
    const kept = await readHistory(client.person, roomName)
    for (const member of members) member.client.close()
    await project.compose('down')
    await project.compose('up', '--detach', '--wait')
    expect(kept.length).toBeGreaterThan(0)
    // With the token of before: the secret is the same.
    expect(await readHistory(client.person, roomName)).toEqual(kept)
  }, 90_000)
})

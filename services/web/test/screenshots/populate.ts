import { type ChatClient, createClient, createMemoryStorage } from '@socketlink/client'
import { type Name, people, rooms, type SampleRoom, viewer } from './sample.ts'

/** The key under which the SDK keeps a login. */
export const sessionKey = 'socketlink:session'

/** The people of the pictures, in their rooms. */
export interface Company {
  /** Of a person: what the SDK keeps of the login, and what it needs to find it again. */
  sessionOf(name: Name): string
  /** Somebody who stays in a room. */
  memberOf(room: SampleRoom, name: Name): ChatClient
  close(): void
}

const until = (client: ChatClient, holds: () => boolean): Promise<void> =>
  new Promise(resolve => {
    const look = (): void => {
      if (!holds()) return
      stop()
      resolve()
    }
    const stop = client.subscribe(look)
    look()
  })

/** Makes accounts, fills the rooms and leaves everybody but the viewer in them. */
export const populate = async (url: string): Promise<Company> => {
  const sessions = new Map<Name, string>()
  const open: ChatClient[] = []
  const sessionOf = (name: Name): string => sessions.get(name) ?? ''
  for (const name of people) {
    const storage = createMemoryStorage()
    const client = createClient({ url, storage })
    await client.register(name, `the password of ${name}`)
    await client.login(name, `the password of ${name}`)
    sessions.set(name, storage.getItem(sessionKey) ?? '')
  }
  const enter = async (name: Name, roomName: string): Promise<ChatClient> => {
    const storage = createMemoryStorage()
    storage.setItem(sessionKey, sessionOf(name))
    const client = createClient({ url, storage })
    await client.connect()
    await client.joinRoom(roomName)
    open.push(client)
    return client
  }
  const members = new Map<string, ChatClient>()
  for (const room of rooms) {
    for (const name of [...room.members, viewer])
      members.set(`${room.name} ${name}`, await enter(name, room.name))
    for (const { sender, text } of room.messages) {
      const client = members.get(`${room.name} ${sender}`)
      if (client === undefined) throw new Error(`${sender} is not in ${room.name}`)
      client.send(text)
      await until(client, () => client.state.outbox.length === 0)
    }
    members.get(`${room.name} ${viewer}`)?.close()
  }
  return {
    sessionOf,
    memberOf: (room, name) => {
      const client = members.get(`${room.name} ${name}`)
      if (client === undefined) throw new Error(`${name} is not in ${room.name}`)
      return client
    },
    close: () => {
      for (const client of open) client.close()
    },
  }
}

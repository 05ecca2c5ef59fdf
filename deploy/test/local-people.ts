import type { Person, SocketSettings } from '../../services/chat/test/support/client.ts'
import { Client } from '../../services/chat/test/support/client.ts'
import { registerPerson } from '../../services/chat/test/support/person.ts'
import type { ChatNode } from '../local/cluster.ts'
import { routeOf } from '../local/nginx-config.ts'

/** Registers somebody through nginx; each client of theirs is a stock one that keeps no cookies. */
export const somebody = (url: string): Promise<Person> =>
  registerPerson(url, 'somebody', (person, settings) => new Client(person, url, settings).connect())

/** Connects one person many times. */
export const connectMany = (person: Person, count: number, settings: SocketSettings): Promise<Client[]> =>
  Promise.all(Array.from({ length: count }, () => person.connect(settings)))

export const isOn = (client: Client, node: ChatNode): boolean => client.node === routeOf(node)

/** Proves that a session lives: a call goes through it and is answered. A room of its own makes no noise for others. */
export const speak = async (client: Client, roomName: string): Promise<void> => {
  await client.join(roomName)
  await client.say('still here')
}

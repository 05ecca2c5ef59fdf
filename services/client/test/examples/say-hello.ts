import { createClient } from '@socketlink/client'

export const sayHello = async (url: string, username: string, password: string): Promise<string[]> => {
  const client = createClient({ url })
  await client.register(username, password)
  await client.login(username, password)
  await client.connect()
  await client.joinRoom('lobby')
  client.send('hello')
  await new Promise<void>(resolve => {
    const stop = client.subscribe(() => {
      if (client.state.outbox.length > 0) return
      stop()
      resolve()
    })
  })
  client.close()
  return client.state.room?.messages.map(message => `${message.sender}: ${message.text}`) ?? []
}

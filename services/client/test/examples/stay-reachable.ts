import { type ChatClient, ClientError } from '@socketlink/client'

/** What to tell the user about the connection; nothing when all is well. */
export const banner = ({ state: { connection } }: ChatClient): string | undefined => {
  const { status, reason, retryInMs = 0 } = connection
  if (status === 'loggedOut') return reason === 'token_expired' ? 'Your login has expired.' : 'Log in first.'
  if (status === 'waiting') return `Reconnecting in ${Math.ceil(retryInMs / 1000)} s`
  if (status === 'draining') return 'Moving to another server'
  if (reason === 'unavailable') return 'Messages are kept and sent later'
  return undefined
}

/** Sends what the input holds. Returns what is wrong with it; the input keeps its text then. */
export const submit = (client: ChatClient, text: string): string | undefined => {
  try {
    client.send(text)
    return undefined
  } catch (error) {
    if (error instanceof ClientError) return error.code
    throw error
  }
}

/** Sends everything again that was refused. */
export const retryFailed = (client: ChatClient): void => {
  for (const { clientMessageId, state } of client.state.outbox)
    if (state === 'failed') client.retry(clientMessageId)
}

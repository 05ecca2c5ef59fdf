import './session.css'
import { useEffect, useState } from 'preact/hooks'
import { useChat } from '../chat.ts'
import { Logo } from '../logo.tsx'
import { CredentialsForm } from './credentials-form.tsx'

/** What is seen before anybody is logged in: the form to log in, or the one to sign up. */
export const SessionScreen = () => {
  const client = useChat()
  const [purpose, setPurpose] = useState<'log-in' | 'sign-up'>('log-in')
  const signsUp = purpose === 'sign-up'

  useEffect(() => {
    document.title = 'SocketLink'
  }, [])

  const enter = async (username: string, password: string): Promise<void> => {
    if (signsUp) await client.register(username, password)
    await client.login(username, password)
    // From here on the connection's state tells how it goes.
    client.connect().catch(() => {})
  }

  return (
    <main class="session">
      <div class="session-card">
        <Logo />
        <h1>SocketLink</h1>
        <p class="session-lead">
          {signsUp ? 'Make an account and start talking.' : 'Log in to talk with your team.'}
        </p>
        <CredentialsForm key={purpose} purpose={purpose} onSubmit={enter} />
        <p class="session-switch">
          <button
            type="button"
            class="link-button"
            onClick={() => setPurpose(signsUp ? 'log-in' : 'sign-up')}
          >
            {signsUp ? 'I have an account' : 'Create an account'}
          </button>
        </p>
      </div>
    </main>
  )
}

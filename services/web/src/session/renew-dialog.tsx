import './session.css'
import { useChat, useChatState } from '../chat.ts'
import { Dialog } from '../dialog.tsx'
import { CredentialsForm } from './credentials-form.tsx'

/** Asks for the password again when the login has expired; everything on the page stays. */
export const RenewDialog = ({ onClose }: { onClose: () => void }) => {
  const client = useChat()
  const username = useChatState(state => state.user?.username) ?? ''
  const enter = async (name: string, password: string): Promise<void> => {
    await client.login(name, password)
    client.connect().catch(() => {})
    onClose()
  }
  return (
    <Dialog title="Log in again" onClose={onClose}>
      <CredentialsForm purpose="log-in" username={username} onSubmit={enter} />
    </Dialog>
  )
}

import type { ChatClient } from '@socketlink/client'
import { ChatProvider, useChatState } from './chat.ts'
import { SessionScreen } from './session/session-screen.tsx'
import { Workspace } from './workspace.tsx'

const Screen = () => {
  const userId = useChatState(state => state.user?.userId)
  return userId === undefined ? <SessionScreen /> : <Workspace key={userId} userId={userId} />
}

/** The whole page: one client, and what its state shows. */
export const App = ({ client }: { client: ChatClient }) => (
  <ChatProvider value={client}>
    <Screen />
  </ChatProvider>
)

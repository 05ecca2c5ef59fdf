import type { ChatClient, ClientState } from '@socketlink/client'
import { createContext } from 'preact'
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks'

const ChatContext = createContext<ChatClient | undefined>(undefined)

/** Gives the client to everything below. */
export const ChatProvider = ChatContext.Provider

/** The client, for acting on it. */
export const useChat = (): ChatClient => {
  const client = useContext(ChatContext)
  if (client === undefined) throw new Error('useChat outside of a ChatProvider')
  return client
}

/** A part of the client's state; the component is drawn again when that part is another object or value. */
export const useChatState = <Part>(select: (state: ClientState) => Part): Part => {
  const client = useChat()
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const part = select(client.state)
  const drawn = useRef({ select, part })
  drawn.current = { select, part }
  useLayoutEffect(() => {
    const check = (): void => {
      if (drawn.current.select(client.state) !== drawn.current.part) redraw(undefined)
    }
    check()
    return client.subscribe(check)
  }, [client])
  return part
}

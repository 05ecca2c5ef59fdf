import './connection-banner.css'
import type { ClientState, ConnectionState } from '@socketlink/client'
import { useEffect, useState } from 'preact/hooks'
import { useChat, useChatState } from './chat.ts'
import { errorText } from './error-text.ts'

export interface Notice {
  readonly text: string
  /** What the user can do about it. */
  readonly action?: 'retry' | 'log-in'
}

/** What to say of the connection; nothing while all is well. */
export const noticeOf = ({ status, reason }: ConnectionState): Notice | undefined => {
  if (status === 'loggedOut')
    return { text: 'Your login has expired. Nothing you typed is lost.', action: 'log-in' }
  if (status === 'draining') return { text: 'Moving to another server…' }
  if (status === 'connected')
    return reason === 'unavailable'
      ? { text: 'The server cannot store messages at the moment. Yours are kept here and sent later.' }
      : undefined
  if (reason === undefined) return { text: 'Connecting…' }
  if (reason === 'server_draining') return { text: 'Moving to another server…' }
  const why = reason === 'too_many_connections' ? errorText(reason) : 'The connection is lost.'
  return { text: `${why} Reconnecting…`, action: 'retry' }
}

/** Shorter interruptions are not worth a word. */
const patienceMs = 700

/** The notice, once it has stood for a moment; from then on each change of it at once. */
const usePatientNotice = (notice: Notice | undefined): Notice | undefined => {
  const [patient, setPatient] = useState(true)
  const calm = notice === undefined
  const urgent = notice?.action === 'log-in'
  useEffect(() => {
    setPatient(true)
    if (calm) return undefined
    const timer = setTimeout(() => setPatient(false), patienceMs)
    return () => clearTimeout(timer)
  }, [calm])
  return patient && !urgent ? undefined : notice
}

const selectConnection = ({ connection }: ClientState): ConnectionState => connection

/** One quiet line about the connection, above everything; empty while all is well. */
export const ConnectionBanner = ({ onLogIn }: { onLogIn: () => void }) => {
  const client = useChat()
  const notice = usePatientNotice(noticeOf(useChatState(selectConnection)))
  return (
    <div class="banner" role="status" aria-label="Connection">
      {notice && (
        <div class="banner-line">
          <span>{notice.text}</span>
          {notice.action === 'retry' && (
            <button type="button" class="button small" onClick={() => client.retryConnection()}>
              Try now
            </button>
          )}
          {notice.action === 'log-in' && (
            <button type="button" class="button small" onClick={onLogIn}>
              Log in again
            </button>
          )}
        </div>
      )}
    </div>
  )
}

import './message-list.css'
import './between-messages.css'
import type { RoomState } from '@socketlink/client'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { scrollable } from '../scrollable.ts'
import { Message } from './message.tsx'
import { OlderMessages } from './older-messages.tsx'
import { PresenceNote } from './presence-note.tsx'
import type { Row } from './rows.ts'
import { endThreshold, useVirtualRows } from './use-virtual-rows.ts'

interface MessageListProps {
  room: RoomState
  rows: readonly Row[]
  /** How many of them came while the end was out of view. */
  unseen: number
  /** Told whether the newest message is in view. */
  onAtEnd: (atEnd: boolean) => void
  /** Another number each time the user wants to see the end. */
  toEnd: number
}

/** As near to the top, older messages are fetched. */
const topThreshold = 1600

/** The messages, as a window onto a list that may be long. */
export const MessageList = ({ room, rows, unseen, onAtEnd, toEnd }: MessageListProps) => {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualRows(rows, scroller)
  const items = virtual.getVirtualItems()
  const atEnd = rows.length === 0 || virtual.isAtEnd(endThreshold)
  const nearTop = (virtual.scrollOffset ?? Number.POSITIVE_INFINITY) < topThreshold
  const isEmpty = rows.length === 0

  useLayoutEffect(() => {
    if (!isEmpty) virtual.scrollToEnd()
  }, [virtual, isEmpty, toEnd])
  useEffect(() => onAtEnd(atEnd), [onAtEnd, atEnd])

  return (
    <div class="messages">
      <div
        class="messages-scroller"
        ref={scroller}
        role="log"
        aria-label="Messages"
        aria-live="off"
        {...scrollable}
      >
        <div class="messages-space" style={{ height: `${virtual.getTotalSize()}px` }}>
          <OlderMessages room={room} wanted={nearTop && !isEmpty} />
          <div class="messages-window" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map(({ index, key }) => {
              const row = rows[index]
              return (
                <div key={key} data-index={index} ref={virtual.measureElement}>
                  {row?.kind === 'message' && <Message row={row} />}
                  {row?.kind === 'presence' && <PresenceNote line={row.line} />}
                </div>
              )
            })}
          </div>
        </div>
      </div>
      {!atEnd && (
        <button type="button" class="button small jump" onClick={() => virtual.scrollToEnd()}>
          <Icon name="down" />
          Jump to newest
          {unseen > 0 && (
            <span class="jump-count" aria-hidden="true">
              {unseen}
            </span>
          )}
        </button>
      )}
    </div>
  )
}

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'
import type { Row } from './rows.ts'

type ListOptions = VirtualizerOptions<HTMLElement, HTMLElement>
export type VirtualRows = Virtualizer<HTMLElement, HTMLElement>

/** Before a row was measured: one line of text with its bubble. */
const guessedHeight = 44
/** As near to the end counts as being there. */
export const endThreshold = 80

/** When the list gets lower, as by a composer that grows or a keyboard that opens, its end stays in view. */
const keepEnd: ListOptions['observeElementRect'] = (list, tell) =>
  observeElementRect(list, rect => {
    const wasAtEnd = list.isAtEnd(endThreshold)
    tell(rect)
    if (wasAtEnd) list.scrollToEnd()
  })

/**
 * Draws only the rows in view and some around them. The list stays where it is when rows come above, and at its end when
 * rows come below and the end was in view.
 */
export const useVirtualRows = (
  rows: readonly Row[],
  scroller: RefObject<HTMLElement | null>,
): VirtualRows => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const options: ListOptions = {
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: index => rows[index]?.key ?? index,
    estimateSize: () => guessedHeight,
    scrollToFn: elementScroll,
    observeElementRect: keepEnd,
    observeElementOffset,
    onChange: () => redraw(undefined),
    // As in message-list.css.
    paddingStart: 56,
    paddingEnd: 8,
    overscan: 10,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: endThreshold,
  }
  const [virtual] = useState(() => {
    const list: VirtualRows = new Virtualizer(options)
    // Also on the way up: a row loses its day and its head when older ones come above it.
    list.shouldAdjustScrollPositionOnItemSizeChange = row => row.start < (list.scrollOffset ?? 0)
    return list
  })
  virtual.setOptions(options)
  useLayoutEffect(() => virtual._didMount(), [virtual])
  useLayoutEffect(() => virtual._willUpdate())
  return virtual
}

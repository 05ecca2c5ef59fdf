import { EventEmitter } from 'node:events'

type Listener = (...args: unknown[]) => unknown

/** Listeners of one event, as Node.js keeps them: with marks of its own, by symbols, when there are several. */
type Listeners = Listener | (Listener[] & Record<symbol, unknown>)

/**
 * Node.js makes a table of listeners as an object without a prototype, and V8 keeps that as a hash table: some hundred bytes
 * for a few names. The names of one with a constructor are kept once for all.
 */
class Table {
  [name: PropertyKey]: Listeners
}
// An event may be called `constructor`, or what any object has.
Object.setPrototypeOf(Table.prototype, null)
Reflect.deleteProperty(Table.prototype, 'constructor')

/** Whether the listeners of an event emitter are kept so already. */
export const isShrunk = (emitter: object): boolean => '_events' in emitter && emitter._events instanceof Table

/** What `once` wrapped; a function for itself. */
const unwrap = (listener: Listener): Listener => {
  const { listener: inner } = listener as { listener?: unknown }
  return typeof inner === 'function' ? (inner as Listener) : listener
}

/** What Node.js keeps to itself. */
interface Insides extends EventEmitter {
  _events?: Record<PropertyKey, Listeners | undefined>
}

/** A copy: an array that grew has room for sixteen more. */
const tighten = (listeners: Listener[] & Record<symbol, unknown>, change: typeof unwrap): Listeners => {
  const copy = listeners.map(change) as typeof listeners
  for (const symbol of Object.getOwnPropertySymbols(listeners)) copy[symbol] = listeners[symbol]
  return copy
}

/**
 * Keeps the listeners of an event emitter in as little memory as they need, and does nothing to anything else. Listeners for
 * `finals` lose what `once` wrapped them in: such an event is emitted only once, or its listeners are gone afterwards.
 */
export const shrinkListeners = (emitter: unknown, finals: readonly string[]): void => {
  if (!(emitter instanceof EventEmitter)) return
  const insides: Insides = emitter
  const { _events: events } = insides
  if (typeof events !== 'object') return
  const table = new Table()
  for (const name of Reflect.ownKeys(events)) {
    const listeners = events[name]
    const change = finals.includes(String(name)) ? unwrap : (listener: Listener) => listener
    if (typeof listeners === 'function') table[name] = change(listeners)
    else if (listeners !== undefined) table[name] = tighten(listeners, change)
  }
  insides._events = table
}

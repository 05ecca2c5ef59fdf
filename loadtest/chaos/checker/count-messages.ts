import { type IndexedHistory, identityOf, nameMessage } from './index-history.ts'
import type { Claim, SeenMessage } from './recorded-history.ts'

/** Each count returns what it has found, a sentence for each. */
export type Findings = string[]

const keptClaims = (history: IndexedHistory): Claim[] =>
  history.of('ok').flatMap(({ claim }) => (claim?.persisted ? [claim] : []))

const missing = (history: IndexedHistory): Claim[] => [
  ...new Map(
    keptClaims(history)
      .filter(claim => !history.isKept(claim))
      .map(claim => [claim.messageId, claim]),
  ).values(),
]

/** Acked as persisted, and not in the history. */
export const countLost = (history: IndexedHistory): Findings =>
  missing(history)
    .filter(claim => !history.isToldLost(claim))
    .map(claim => `${nameMessage(claim)} was acked and is not in the history`)

/** The same, but its room has a new epoch and every client in it knows: nothing was lost in silence. */
export const countToldLost = (history: IndexedHistory): Findings =>
  missing(history)
    .filter(claim => history.isToldLost(claim))
    .map(claim => `${nameMessage(claim)} is lost, and its room has said so`)

/** Delivered with a `seq`, and never in the history. */
export const countPhantoms = (history: IndexedHistory): Findings => {
  const phantoms = new Map<string, SeenMessage>()
  for (const { message } of history.of('delivered', 'shown')) {
    if (message.seq === undefined || phantoms.has(message.messageId)) continue
    if (!history.isKept(message) && !history.isToldLost(message)) phantoms.set(message.messageId, message)
  }
  return [...phantoms.values()].map(message => `${nameMessage(message)} was delivered and never kept`)
}

/** One message shown twice by a client within an epoch, or twice in a history. */
export const countDuplicated = (history: IndexedHistory): Findings => {
  const findings: Findings = []
  const seen = new Map<string, string>()
  const note = (where: string, message: SeenMessage): void => {
    if (message.seq === undefined) return
    const key = `${where} ${message.roomName} ${message.epoch} ${identityOf(message)}`
    const first = seen.get(key)
    if (first === undefined) seen.set(key, message.messageId)
    else findings.push(`${where} has ${nameMessage(message)} twice`)
  }
  for (const { client, message } of history.of('shown')) note(client, message)
  for (const { messages } of history.rooms) for (const message of messages) note('the history', message)
  return findings
}

/** `seq` falls, or is given twice, within an epoch: on a connection, or in a history. */
export const countOutOfOrder = (history: IndexedHistory): Findings => {
  const findings: Findings = []
  for (const [client, events] of history.byClient) {
    let last = new Map<string, SeenMessage>()
    for (const event of events) {
      if (event.type === 'connected') last = new Map()
      if (event.type !== 'delivered' || event.message.seq === undefined) continue
      const { message } = event
      const key = `${message.roomName} ${message.epoch}`
      const before = last.get(key)
      if (before?.messageId === message.messageId) continue
      if ((before?.seq ?? 0) >= (message.seq ?? 0))
        findings.push(`${client} got ${nameMessage(message)} behind seq ${before?.seq}`)
      last.set(key, message)
    }
  }
  return [...findings, ...historyOutOfOrder(history)]
}

const historyOutOfOrder = ({ rooms }: IndexedHistory): Findings =>
  rooms.flatMap(({ messages }) =>
    messages.flatMap((message, n) => {
      const before = messages[n - 1]
      if (before === undefined || before.epoch !== message.epoch || before.seq + 1 === message.seq) return []
      return [`the history has ${nameMessage(message)} right behind seq ${before.seq}`]
    }),
  )

/** Shown as provisional, and in the end neither sequenced nor gone: members look at different rooms. */
export const countDivergent = (history: IndexedHistory): Findings => {
  const sequenced = new Set(history.rooms.flatMap(({ messages }) => messages.map(identityOf)))
  for (const { message } of history.of('shown')) if (message.seq) sequenced.add(identityOf(message))
  const left = new Map<string, SeenMessage>()
  for (const { message } of history.of('shown'))
    if (message.seq === undefined && !sequenced.has(identityOf(message)))
      left.set(identityOf(message), message)
  return [...left.values()].map(message => `${nameMessage(message)} stayed provisional`)
}

import { Counter, Trend } from 'k6/metrics'
import type { Watcher } from '../chat/member.ts'
import type { Plan } from '../plan/plan.ts'

const connect = new Trend('connect_ms')
const join = new Trend('join_ms')
const ack = new Trend('ack_ms')
const delivery = new Trend('e2e_ms')
const recovery = new Trend('recover_ms')
const sendLag = new Trend('send_lag_ms')
const connections = new Counter('connections')
const reconnects = new Counter('reconnects')
const refused = new Counter('refused')
const lost = new Counter('lost')
const duplicated = new Counter('duplicated')
const outOfOrder = new Counter('out_of_order')
const unrecovered = new Counter('unrecovered')
const checked = new Counter('checked')
const logins = new Counter('logins')
const loginsPutOff = new Counter('logins_put_off')
const login = new Trend('login_ms')

/** Gives every counter a value, so that its threshold is looked at even when nothing happens. */
export const beginCounting = (): void => {
  for (const counter of [
    connections,
    reconnects,
    refused,
    lost,
    duplicated,
    outOfOrder,
    unrecovered,
    checked,
    logins,
    loginsPutOff,
  ]) {
    counter.add(0)
  }
}

/** Counts one connection after the other that was there to the end. */
export const countChecked = (): void => checked.add(1)

/** A login was answered: done, or put off by a node whose hashing has too much to do. Anything else is a fault. */
export const noteLogin = (ms: number, status: number): void => {
  login.add(ms)
  if (status === 200) logins.add(1)
  else if (status === 503) loginsPutOff.add(1)
  else refused.add(1, { code: `login ${status}` })
}

/** What members tell, as metrics; each with the piece of time it belongs to, for the plots. */
export const createWatcher = (
  { buckets: { count, seconds } }: Plan,
  startedAt: number,
): Watcher & { late(ms: number): void } => {
  const tags = Array.from({ length: count }, (_, at) => ({ at: String(at) }))
  const now = () => {
    const at = Math.floor((Date.now() - startedAt) / 1000 / seconds)
    return tags[Math.min(count - 1, Math.max(0, at))]
  }
  return {
    connected: ms => connect.add(ms),
    opened: () => connections.add(1, now()),
    closed: () => connections.add(-1, now()),
    joined: ms => join.add(ms),
    acked: ms => ack.add(ms, now()),
    delivered: ms => delivery.add(ms, now()),
    refused: code => refused.add(1, { code }),
    recovered: ms => {
      reconnects.add(1)
      recovery.add(ms)
    },
    lost: messages => lost.add(messages),
    duplicated: () => duplicated.add(1),
    outOfOrder: () => outOfOrder.add(1),
    unrecovered: () => unrecovered.add(1),
    late: ms => sendLag.add(ms, now()),
  }
}

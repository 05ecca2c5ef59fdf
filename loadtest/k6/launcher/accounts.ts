import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { LaunchError } from '../../../deploy/local/launch-error.ts'

interface Account {
  username: string
  token: string
  /** Unix ms. */
  expiresAt: number
}

/** What is kept of one cluster. All accounts have the same password, a random one. */
interface Kept {
  tag: string
  password: string
  accounts: Account[]
}

export interface AccountOptions {
  url: string
  /** Where accounts stay for the next run. */
  file: string
  count: number
  /** How long their logins must still hold. */
  validForMs: number
  onProgress(made: number): void
  signal: AbortSignal
}

/** Every account begins with it, so that a cluster can lift the limits of `load-*`. */
const prefix = 'load-'
/** Enough to keep every node's hashing busy, and few enough for its queue. */
const atOnce = 12
const triesWhenBusy = 60

const read = async (file: string): Promise<Kept> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept
  } catch {
    const random = randomBytes(12)
    return { tag: random.toString('hex', 0, 3), password: random.toString('base64url'), accounts: [] }
  }
}

interface Answer {
  status: number
  body: { code?: string; error?: string; token?: string; expiresAt?: number }
}

/** One call, again and again while the cluster says that it has too much to do. */
const post = async (url: string, path: string, body: object, signal: AbortSignal): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    }).catch((error: Error) => {
      signal.throwIfAborted()
      throw new LaunchError(`${url} does not answer (${(error.cause as Error)?.message ?? error.message}).`)
    })
    const answer: Answer = {
      status: response.status,
      body: (await response.json().catch(() => ({}))) as Answer['body'],
    }
    if (answer.status !== 503 || attempt === triesWhenBusy) return answer
    await delay(500, undefined, { signal })
  }
}

const explain = ({ status, body }: Answer, act: string): LaunchError => {
  if (status === 429) {
    return new LaunchError(
      `The cluster limits ${act} from this address (${body.code}): set SOCKETLINK_UNLIMITED_ADDRESSES and SOCKETLINK_UNLIMITED_USERS there, as docs/load-testing.md says.`,
    )
  }
  return new LaunchError(
    `The cluster answers ${act} with ${status} (${body.code ?? 'no code'}): ${body.error ?? ''}`,
  )
}

/** Logs in; an account that the cluster does not know, or no longer, is made first. */
const logIn = async (
  { url, signal }: AccountOptions,
  { username, password, known }: { username: string; password: string; known: boolean },
): Promise<Account> => {
  const enter = () => post(url, '/api/auth/login', { username, password }, signal)
  // A failed login costs as much as a good one and counts against the address.
  let answer = known ? await enter() : undefined
  if (answer === undefined || answer.status === 401) {
    const made = await post(url, '/api/auth/register', { username, password }, signal)
    if (made.status !== 201 && made.body.code !== 'username_taken') throw explain(made, 'registrations')
    answer = await enter()
  }
  const { token, expiresAt } = answer.body
  if (token === undefined || expiresAt === undefined) throw explain(answer, 'logins')
  return { username, token, expiresAt }
}

/** Whether a token of an earlier run still counts: the cluster may have begun anew since. */
const holds = async (url: string, { token }: Account, signal: AbortSignal): Promise<boolean> => {
  const response = await fetch(`${url}/api/auth/me`, {
    headers: { authorization: `Bearer ${token}` },
    signal,
  })
  await response.body?.cancel()
  return response.ok
}

/**
 * Makes the accounts that are missing and logs in those whose login ends too soon; the rest comes from the file.
 *
 * @throws LaunchError when the cluster refuses
 */
export const ensureAccounts = async (options: AccountOptions) => {
  const { url, file, count, validForMs, onProgress, signal } = options
  const kept = await read(file)
  const [first] = kept.accounts
  if (first && !(await holds(url, first, signal).catch(() => false))) {
    for (const account of kept.accounts) account.expiresAt = 0
  }
  const save = async (): Promise<void> => {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(kept), { mode: 0o600 })
  }
  const soon = Date.now() + validForMs
  const due = Array.from({ length: count }, (_, n) => n).filter(
    n => (kept.accounts[n]?.expiresAt ?? 0) < soon,
  )
  let made = count - due.length
  const work = async (): Promise<void> => {
    for (let n = due.shift(); n !== undefined; n = due.shift()) {
      const username = `${prefix}${kept.tag}-${String(n).padStart(6, '0')}`
      const known = (kept.accounts[n]?.token ?? '') !== ''
      kept.accounts[n] = await logIn(options, { username, password: kept.password, known })
      onProgress(++made)
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    // What was made is kept, whatever came after.
    kept.accounts = Array.from(kept.accounts, account => account ?? { username: '', token: '', expiresAt: 0 })
    await save()
  }
  const { password, accounts } = kept
  return accounts.slice(0, count).map(({ username, token }) => ({ username, password, token }))
}

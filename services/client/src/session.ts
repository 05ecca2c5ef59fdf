import type { Identity } from '@socketlink/contract'
import type { RequestApi } from './http.ts'
import type { Context } from './options.ts'

/** The user who is logged in: `userId`, `username` as first registered, `role`. */
export type User = Identity

interface Login {
  token: string
  /** Unix milliseconds. */
  expiresAt: number
  user: User
}

export interface Session {
  /** Stays after the login has expired, until somebody else logs in. */
  readonly user: User | undefined
  readonly token: string | undefined
  register(username: string, password: string): Promise<{ userId: string; username: string }>
  login(username: string, password: string): Promise<User>
  /** The token is no longer good; the user is still known. */
  expire(): void
  forget(): void
}

/** Who is logged in, kept in the storage so that a reload stays logged in. */
export const createSession = (
  { records, clock, changed }: Pick<Context, 'records' | 'clock' | 'changed'>,
  http: RequestApi,
): Session => {
  const kept = records.read('session') as Login | undefined
  let login = kept && kept.expiresAt > clock.now() ? kept : undefined
  let user = login?.user
  const expire = (): void => {
    login = undefined
    records.remove('session')
    changed()
  }
  return {
    get user() {
      return user
    },
    get token() {
      return login?.token
    },
    register: (username, password) =>
      http('/api/auth/register', { body: { username, password }, asUser: false }),
    login: async (username, password) => {
      login = await http<Login>('/api/auth/login', { body: { username, password }, asUser: false })
      user = login.user
      records.write('session', login)
      changed()
      return user
    },
    expire,
    forget: () => {
      user = undefined
      expire()
    },
  }
}

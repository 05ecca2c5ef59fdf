import { requestApi } from './http.ts'

// A process of its own, so that the flood does not slow down the clients that are measured beside it.
// Arguments: url, username, password, logins a second. Tells its parent how each was answered; ends with its parent.

const [url = '', username = '', password = '', rate = '100'] = process.argv.slice(2)
// Without a password the request is refused before anything is hashed.
const body = password === '' ? { username } : { username, password }

const login = async (): Promise<void> => {
  const { status } = await requestApi(url, '/api/auth/login', { body })
  process.send?.(status, undefined, {}, () => {})
}

setInterval(() => void login().catch(() => {}), 1000 / Number(rate))
process.on('disconnect', () => process.exit(0))

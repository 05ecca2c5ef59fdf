import { limits } from '@socketlink/contract'
import { dictionary } from '@zxcvbn-ts/language-common'
import { normalizePassword } from './passwords.ts'

/**
 * How many of the commonest passwords are refused: about as many as the limit of failed logins lets somebody try on one
 * account in a day. Further down the list are passwords like `alice123`, which are not worth a refusal.
 */
const refused = 10_000

/** Known to everyone, but left out of the list, which holds few plain rows and repeats, or far down in it. */
const alsoRefused = [
  '00000000',
  '12121212',
  '87654321',
  '123123123',
  '987654321',
  '0123456789',
  'abcdefgh',
  'admin123',
  'changeme1',
  'letmein123',
  'p@ssword',
  'qwerty1234',
  'socketlink',
  'welcome123',
]

const common = new Set(
  [...dictionary['passwords-common'].slice(0, refused), ...alsoRefused].filter(
    password => password.length >= limits.passwordMin,
  ),
)

/** Whether a password, as a whole and in any case, is among the commonest there are. */
export const isCommonPassword = (password: string): boolean =>
  common.has(normalizePassword(password).toLowerCase())

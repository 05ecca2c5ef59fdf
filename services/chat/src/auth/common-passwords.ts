import { dictionary } from '@zxcvbn-ts/language-common'

/** The best-known passwords, in the order of how often they are found in leaks. */
const common = new Set(dictionary['passwords-common'].slice(0, 10_000))

/** Whether a password is one of the 10,000 that are tried first, in any case. */
export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase())

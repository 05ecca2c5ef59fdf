import { ClientError } from '@socketlink/client'
import { errorText, failureText } from '../error-text.ts'

/** What is wrong with a log-in or sign-up form, beside the field it belongs to or, if to none, in general. */
export interface FormErrors {
  readonly username?: string
  readonly password?: string
  readonly general?: string
}

/** What can be seen without asking the server. */
export const findMissing = (username: string, password: string): FormErrors => ({
  ...(username === '' && { username: 'Enter your username.' }),
  ...(password === '' && { password: 'Enter your password.' }),
})

/** What the server's refusal means for the form. */
export const readRefusal = (failure: unknown): FormErrors => {
  const code = failure instanceof ClientError ? failure.code : undefined
  if (code === 'invalid_username' || code === 'username_taken') return { username: errorText(code) }
  if (code === 'invalid_password') return { password: errorText(code) }
  return { general: failureText(failure) }
}

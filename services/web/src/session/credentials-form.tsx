import { useRef, useState } from 'preact/hooks'
import { type FormErrors, findMissing, readRefusal } from './form-errors.ts'
import { PasswordField } from './password-field.tsx'
import { TextField } from './text-field.tsx'

interface CredentialsFormProps {
  /** Log in to an account, or make one. */
  purpose: 'log-in' | 'sign-up'
  /** Who it must be; the name cannot be changed then. */
  username?: string
  onSubmit: (username: string, password: string) => Promise<void>
}

const submitLabel = { 'log-in': 'Log in', 'sign-up': 'Sign up' }

/** Asks for a username and a password and says what is wrong with them. */
export const CredentialsForm = ({ purpose, username, onSubmit }: CredentialsFormProps) => {
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<FormErrors>({})
  const [busy, setBusy] = useState(false)
  const signsUp = purpose === 'sign-up'

  const show = (found: FormErrors): boolean => {
    setErrors(found)
    const field = found.username ? 'username' : found.password ? 'password' : undefined
    if (field) form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus()
    return Object.keys(found).length > 0
  }

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (busy || form.current === null) return
    const given = new FormData(form.current)
    const name = username ?? String(given.get('username')).trim()
    const password = String(given.get('password'))
    if (show(findMissing(name, password))) return
    setBusy(true)
    try {
      await onSubmit(name, password)
    } catch (failure) {
      show(readRefusal(failure))
    }
    setBusy(false)
  }

  return (
    <form class="credentials" ref={form} onSubmit={submit} noValidate>
      <TextField
        label="Username"
        name="username"
        autocomplete="username"
        fixed={username}
        hint={signsUp ? '3 to 20 letters, digits, “_” or “-”' : undefined}
        error={errors.username}
      />
      <PasswordField
        autocomplete={signsUp ? 'new-password' : 'current-password'}
        hint={signsUp ? '8 characters at least' : undefined}
        error={errors.password}
      />
      {errors.general && (
        <p class="error general" role="alert">
          {errors.general}
        </p>
      )}
      <button type="submit" class="button main" aria-disabled={busy}>
        {submitLabel[purpose]}
      </button>
    </form>
  )
}

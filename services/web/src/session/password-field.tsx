import { useState } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { TextField, type TextFieldProps } from './text-field.tsx'

/** A password, hidden until its owner wants to see it. */
export const PasswordField = (props: Omit<TextFieldProps, 'hidden' | 'label' | 'name' | 'children'>) => {
  const [shown, setShown] = useState(false)
  return (
    <TextField {...props} label="Password" name="password" hidden={!shown}>
      <button
        type="button"
        class="show-password"
        aria-label="Show password"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name={shown ? 'eye-off' : 'eye'} />
      </button>
    </TextField>
  )
}

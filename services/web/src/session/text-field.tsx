import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface TextFieldProps {
  label: string
  name: string
  /** Shows dots instead of letters. */
  hidden?: boolean
  autocomplete: 'username' | 'current-password' | 'new-password'
  /** It stands there and cannot be changed. */
  fixed?: string | undefined
  hint?: string | undefined
  error?: string | undefined
  /** Stands in the field, at its end. */
  children?: ComponentChildren
}

/** A labelled input with its hint and its error, tied to it for those who hear the page. */
export const TextField = ({
  label,
  name,
  hidden = false,
  autocomplete,
  hint,
  error,
  fixed,
  children,
}: TextFieldProps) => {
  const id = useId()
  // The error says the same, and more.
  const shownHint = error === undefined ? hint : undefined
  const described = error ? `${id}-error` : shownHint && `${id}-hint`
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-box">
        <input
          id={id}
          name={name}
          {...(hidden ? { type: 'password' } : { type: 'text' })}
          autocomplete={autocomplete}
          class="input"
          autocapitalize="none"
          spellcheck={false}
          readOnly={fixed !== undefined}
          defaultValue={fixed ?? ''}
          aria-invalid={error !== undefined}
          aria-describedby={described}
        />
        {children}
      </div>
      {shownHint && (
        <p class="hint" id={`${id}-hint`}>
          {shownHint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

import { useId, useState } from 'preact/hooks'
import { goTo, roomHref } from '../route.ts'
import { isRoomName, roomNameRule } from './room-name.ts'

/** Takes the name of a room and goes there; entering a room that does not exist makes it. */
export const NewRoomForm = () => {
  const id = useId()
  const [name, setName] = useState('')
  const [error, setError] = useState<string>()

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const wanted = name.trim().normalize('NFC')
    if (!isRoomName(wanted)) {
      setError(roomNameRule)
      return
    }
    setError(undefined)
    setName('')
    goTo(roomHref(wanted))
  }
  return (
    <form class="new-room" onSubmit={submit} noValidate>
      <label for={id}>New room</label>
      <div class="new-room-line">
        <input
          id={id}
          class="input"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          dir="auto"
          value={name}
          aria-invalid={error !== undefined}
          aria-describedby={error && `${id}-error`}
          onInput={event => setName(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          Create
        </button>
      </div>
      {error && (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </form>
  )
}

import './avatar.css'

/** A hue for a name, the same everywhere: 0 to 359, in steps that can be told apart. */
export const hueOf = (name: string): number => {
  let sum = 0
  for (const character of name.toLowerCase()) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return (sum % 18) * 20
}

/** Two letters that stand for a name: of its first two words, or its first two. */
export const initialsOf = (name: string): string => {
  const [first = '', second] = name.split(/[_-]+/).filter(Boolean)
  return (second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2)).join('')
}

/** A user's initials on a colour of theirs; decoration beside the name. */
export const Avatar = ({ name }: { name: string }) => (
  <span class="avatar" aria-hidden="true" style={{ '--hue': hueOf(name) }}>
    {initialsOf(name)}
  </span>
)

/** Code points that a message has at most. */
export const lengthMax = 1000
/** From here on the length is shown. */
const counterFrom = 900

/** The length of a text as it would be sent, in code points. */
export const measureText = (text: string): { counter: number | undefined; tooLong: number } => {
  const trimmed = text.trim()
  // A code point is one or two units: most texts need not be counted.
  if (trimmed.length < counterFrom) return { counter: undefined, tooLong: 0 }
  const length = [...trimmed].length
  return { counter: length < counterFrom ? undefined : length, tooLong: Math.max(0, length - lengthMax) }
}

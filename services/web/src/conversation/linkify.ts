/** A piece of a message: plain text, or a link with the address it leads to. */
export interface TextPart {
  readonly text: string
  readonly href?: string
}

// Neither spaces nor what is invisible or turns the direction of writing: a link must lead where it seems to.
const candidate = /\bhttps?:\/\/[^\s<>"`\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/giu

const closing: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

const count = (text: string, character: string): number => text.split(character).length - 1

/** Takes off the punctuation of the sentence around a link; a bracket stays when it was opened inside of it. */
const trimEnd = (text: string): string => {
  let end = text
  for (;;) {
    const last = end.at(-1) ?? ''
    const opening = closing[last]
    const isOutside = opening
      ? count(end, last) > count(end, opening)
      : ".,;:!?'*_~…”’»、。，！？".includes(last)
    if (last === '' || !isOutside) return end
    end = end.slice(0, -1)
  }
}

/** The address as the browser understands it; undefined when it is no honest web address. */
const readAddress = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined
  const { protocol, username, password, href } = new URL(text)
  // `https://bank.example@evil.example` shows one host and leads to another.
  if (username !== '' || password !== '') return undefined
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}

/** Cuts a text into plain pieces and links. Put together again, the pieces are the text. */
export const linkify = (text: string): TextPart[] => {
  const parts: TextPart[] = []
  let done = 0
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const link = trimEnd(found)
    const href = readAddress(link)
    if (href === undefined) continue
    if (index > done) parts.push({ text: text.slice(done, index) })
    parts.push({ text: link, href })
    done = index + link.length
  }
  if (done < text.length) parts.push({ text: text.slice(done) })
  return parts
}

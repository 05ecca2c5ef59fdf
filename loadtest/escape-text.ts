/** Text as HTML or SVG shows it, also inside an attribute. */
export const escapeText = (text: string): string =>
  text.replace(/[<>&"]/g, char => `&#${char.charCodeAt(0)};`)

/** Where the first of these programs lies; undefined when there is none. */
export function find(...names: string[]): string | undefined
/** A browser of Chromium's kind, for the tests. */
export function findChromium(): string | undefined

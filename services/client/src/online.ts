interface NetworkEvents {
  addEventListener?(event: 'online', listener: () => void): void
  removeEventListener?(event: 'online', listener: () => void): void
}

/** Tells when a browser's network is back; elsewhere never. */
export const watchOnline = (cameBack: () => void): { start(): void; stop(): void } => {
  const page = globalThis as NetworkEvents
  return {
    start: () => page.addEventListener?.('online', cameBack),
    stop: () => page.removeEventListener?.('online', cameBack),
  }
}

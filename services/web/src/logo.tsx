/** The three linked nodes; decoration. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 64 64" aria-hidden="true" fill="currentColor" stroke="currentColor">
    <path d="M32 14 14 48h36Z" fill="none" stroke-width="4" />
    <circle cx="32" cy="14" r="9" />
    <circle cx="14" cy="48" r="9" />
    <circle cx="50" cy="48" r="9" />
  </svg>
)

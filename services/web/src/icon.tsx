/** Line drawings on a grid of 24. */
const drawings = {
  eye: 'M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12Zm10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  'eye-off': 'M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12Zm2 8L20 4',
  send: 'M5 12h13m-6-6 6 6-6 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-7 9c0-3.5 3-5.5 7-5.5s7 2 7 5.5M16 4.3a3.5 3.5 0 0 1 0 6.4m3 4.3c2 .8 3 2.5 3 5',
  down: 'M12 5v13m-6-6 6 6 6-6',
  bell: 'M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15L6 16Zm4 5h4',
  leave: 'M14 4h5v16h-5M10 8l-4 4 4 4m-4-4h9',
  close: 'm6 6 12 12M18 6 6 18',
  warning: 'M12 4 2.5 20h19L12 4Zm0 6v5m0 2.5v.1',
  chat: 'M4 5h16v11H10l-4 4v-4H4V5Z',
} as const

/** A picture beside words or inside a labelled button; never read aloud. */
export const Icon = ({ name }: { name: keyof typeof drawings }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={drawings[name]} />
  </svg>
)

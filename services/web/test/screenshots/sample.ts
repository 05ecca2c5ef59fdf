/** Who talks in the pictures; the first one is the one who looks. */
export const people = ['amelia', 'jonas', 'priya', 'tomasz', 'noor', 'mateo', 'sofia_k', 'li-wei'] as const
export type Name = (typeof people)[number]
export const viewer: Name = 'amelia'

/** The moment at which all pictures are taken. */
export const now = new Date('2026-06-16T10:42:00Z')

export interface SampleMessage {
  sender: Name
  text: string
  /** Unix milliseconds. */
  timestamp: number
}

const yesterday = '2026-06-15'
const today = '2026-06-16'
const said = (day: string, time: string, sender: Name, text: string): SampleMessage => ({
  sender,
  text,
  timestamp: Date.parse(`${day}T${time}:00Z`),
})

/** A room with what was said in it; `unread` of it is new to the viewer. */
export interface SampleRoom {
  name: string
  members: readonly Name[]
  messages: readonly SampleMessage[]
  unread?: number
}

export const busyRoom: SampleRoom = {
  name: 'spring-release',
  members: ['jonas', 'priya', 'tomasz', 'noor', 'mateo'],
  unread: 2,
  messages: [
    said(
      yesterday,
      '16:02',
      'jonas',
      'Release candidate two is on staging. Please click around before we call it done.',
    ),
    said(yesterday, '16:03', 'jonas', 'Notes are here: https://wiki.example.org/releases/spring'),
    said(yesterday, '16:20', 'priya', 'Search feels so much faster.'),
    said(yesterday, '16:21', 'amelia', 'It should! We stopped loading every page twice.'),
    said(yesterday, '16:34', 'tomasz', 'Found one: the export button stays grey after an upload fails.'),
    said(yesterday, '16:36', 'amelia', 'Can you tell me which browser?'),
    said(
      yesterday,
      '16:37',
      'tomasz',
      'Firefox, on the old laptop in the corner. I will leave it on for you.',
    ),
    said(
      yesterday,
      '17:15',
      'amelia',
      'Fixed, it forgot to listen to the second request. Rolling out to staging now.',
    ),
    said(today, '09:05', 'noor', 'Good morning! Translations for Arabic and Polish came in overnight.'),
    said(
      today,
      '09:06',
      'noor',
      'Three strings are longer than their buttons:\n– “Save and continue”\n– “Invite somebody”\n– “Show older messages”',
    ),
    said(
      today,
      '09:11',
      'amelia',
      'Buttons may wrap since last week, so we should be fine. I will look at them on a phone.',
    ),
    said(today, '09:48', 'tomasz', 'The export button works. Nothing else from my list.'),
    said(today, '10:12', 'jonas', 'Then we go at eleven? I would like two people on the dashboard.'),
    said(today, '10:13', 'amelia', 'I am one.'),
    said(today, '10:37', 'priya', 'And I am two. Coffee first.'),
    said(today, '10:40', 'jonas', 'Eleven it is. Thank you all, this one was fun.'),
  ],
}

export const quietRoom: SampleRoom = {
  name: 'on-call',
  members: ['mateo', 'li-wei'],
  messages: [
    said(today, '08:31', 'mateo', 'Quiet night: one alert, and it went away by itself.'),
    said(
      today,
      '08:33',
      'li-wei',
      'Same here. I raised the threshold for disk space on the two build machines.',
    ),
    said(today, '08:35', 'amelia', 'Thanks, both.'),
  ],
}

export const emptyRoom = 'summer-party'

export const rooms: readonly SampleRoom[] = [
  busyRoom,
  quietRoom,
  { name: 'lobby', members: ['sofia_k', 'li-wei', 'noor'], messages: [] },
  { name: 'design-review', members: ['sofia_k'], messages: [] },
  { name: 'café', members: ['priya', 'tomasz', 'mateo', 'jonas'], messages: [] },
]

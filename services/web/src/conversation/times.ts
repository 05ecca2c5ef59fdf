const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const dayOfYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const dayWithYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' })

/** A moment as hours and minutes. Times are Unix milliseconds, shown in the user's zone and language. */
export const timeOfDay = (timestamp: number): string => clock.format(timestamp)

/** A moment with all there is to say of it. */
export const fullTime = (timestamp: number): string => whole.format(timestamp)

const startOfDay = (timestamp: number): number => new Date(timestamp).setHours(0, 0, 0, 0)

export const isSameDay = (one: number, other: number): boolean => startOfDay(one) === startOfDay(other)

/** A day as one speaks of it on the day of `now`. */
export const dayName = (timestamp: number, now: number): string => {
  const today = startOfDay(now)
  const day = startOfDay(timestamp)
  if (day === today) return 'Today'
  // An hour before midnight, whatever the clocks were changed by.
  if (day === startOfDay(today - 3_600_000)) return 'Yesterday'
  const isThisYear = new Date(timestamp).getFullYear() === new Date(now).getFullYear()
  return (isThisYear ? dayOfYear : dayWithYear).format(timestamp)
}

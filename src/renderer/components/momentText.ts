const two = (n: number): string => String(n).padStart(2, '0')

/** How long until then, as short as it can be read from afar: `in 4 s`, `in 02:14`, `in 3 h 05 min`, `in 2 days 4 h`. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds === 0) return 'now'
  if (seconds < 60) return `in ${String(seconds)} s`
  if (seconds < 3600) return `in ${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1440) return `in ${String(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  return `in ${days === 1 ? '1 day' : `${String(days)} days`} ${String(hours % 24)} h`
}

/** What a `datetime-local` input shows for a moment (epoch ms), in the time of the machine, to the second. */
export function localInput(at: number): string {
  const date = new Date(at)
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** The moment (epoch ms) that a `datetime-local` input shows; null while it is not whole. */
export function momentOf(text: string): number | null {
  if (!/^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text)) return null
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? null : at
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14:00:00`, of another day than `now` `21 Nov 14:00:00`; local time. */
export function localMoment(at: number, now: number): string {
  const date = new Date(at)
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  if (date.toDateString() === new Date(now).toDateString()) return clock
  return `${String(date.getDate())} ${months[date.getMonth()] ?? ''} ${clock}`
}

/** The same in UTC. */
export function utcMoment(at: number, now: number): string {
  const iso = new Date(at).toISOString()
  const clock = iso.slice(11, 19)
  if (iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return clock
  return `${String(Number(iso.slice(8, 10)))} ${months[Number(iso.slice(5, 7)) - 1] ?? ''} ${clock}`
}

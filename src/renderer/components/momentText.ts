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

/** A moment (epoch ms) in two texts, in the time of the machine: `2026-11-21` and `14:00:00`. */
export type MomentTexts = { readonly date: string; readonly time: string }

export function momentTexts(at: number): MomentTexts {
  const date = new Date(at)
  return {
    date: [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-'),
    time: [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':'),
  }
}

/** The moment (epoch ms) that the two texts mean; null while they mean none. Seconds may be left out. */
export function momentOf({ date, time }: MomentTexts): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(date.trim()) ?? []
  const [, hour, minute, second = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time.trim()) ?? []
  if (day === undefined || minute === undefined) return null
  const parts = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
  const at = new Date(y, mo - 1, d, h, mi, s)
  const isReal = at.getMonth() === mo - 1 && at.getDate() === d && h < 24 && mi < 60 && s < 60
  return isReal ? at.getTime() : null
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

const two = (n: number): string => String(n).padStart(2, '0')

/** `19:59:41`, UTC. */
export function utcTime(at: number): string {
  const date = new Date(at)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}

/** `20:59:41`, local. */
export function localTime(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** When something was, UTC, as short as it can be told apart from `now`: `18:02:10`, `Thu 18:01`, `15 Nov 11:02`. */
export function whenText(iso: string, now: number): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const date = new Date(at)
  if (new Date(now).toISOString().slice(0, 10) === date.toISOString().slice(0, 10)) return utcTime(at)
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
  if (now - at < 6 * 86_400_000) return `${days[date.getUTCDay()] ?? ''} ${clock}`
  return `${String(date.getUTCDate())} ${months[date.getUTCMonth()] ?? ''} ${clock}`
}

/** How long, in words: `38 ms`, `1.2 s`, `4 min`, `3 h`. */
export function lengthText(ms: number): string {
  if (ms < 1000) return `${String(Math.max(0, Math.round(ms)))} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120_000) return `${String(Math.round(ms / 1000))} s`
  if (ms < 7_200_000) return `${String(Math.round(ms / 60_000))} min`
  if (ms < 172_800_000) return `${String(Math.round(ms / 3_600_000))} h`
  return `${String(Math.round(ms / 86_400_000))} days`
}

/** How long, in whole seconds at least: `12 s`, `4 min`. */
export function secondsText(seconds: number): string {
  return seconds < 100 ? `${String(seconds)} s` : lengthText(seconds * 1000)
}

/** How long ago: `12 s`, `4 min`. */
export function agoText(iso: string, now: number): string {
  return secondsText(Math.max(0, Math.floor((now - Date.parse(iso)) / 1000)))
}

import { Cron } from 'croner'

/** What a cron expression of five parts comes to: its next times (epoch ms), or why it cannot be read, as a sentence. */
export type CronTimes =
  { readonly ok: true; readonly times: readonly number[] } | { readonly ok: false; readonly problem: string }

/** The next `count` times after a moment (epoch ms). */
export function cronTimes(cron: string, timeZone: string, after: number, count: number): CronTimes {
  if (cron.trim() === '') return { ok: false, problem: 'Say when: minute, hour, day of the month, month, weekday.' }
  try {
    const clock = new Cron(cron.trim(), { timezone: timeZone.trim(), mode: '5-part', paused: true })
    const times = clock.nextRuns(count, new Date(after)).map((date) => date.getTime())
    return times.length === 0 ? { ok: false, problem: 'This never comes.' } : { ok: true, times }
  } catch {
    return {
      ok: false,
      problem: isZone(timeZone)
        ? 'It cannot be understood. It has five parts: minute, hour, day of the month, month, weekday; such as 0 22 * * FRI.'
        : `There is no time zone “${timeZone}”. Give a name such as Europe/Berlin or UTC.`,
    }
  }
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timeZone.trim() }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const two = (text: string): string => text.padStart(2, '0')

/** What people would say: `every day at 06:00`, `Monday to Friday at 22:00`; else the expression itself. */
export function cronWords(cron: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = cron.trim().split(/\s+/)
  if (more.length > 0 || day === '' || month !== '*') return cron
  const every = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (hour === '*' && day === '*' && weekday === '*') {
    if (minute === '*') return 'every minute'
    if (every !== undefined) return `every ${every} minutes`
    if (/^\d+$/.test(minute)) return `every hour at :${two(minute)}`
  }
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return cron
  const at = `at ${two(hour)}:${two(minute)}`
  if (/^\d+$/.test(day) && weekday === '*') return `on day ${day} of each month ${at}`
  if (day !== '*') return cron
  if (weekday === '*') return `every day ${at}`
  const range = /^([A-Z]{3}|\d)-([A-Z]{3}|\d)$/i.exec(weekday)
  const [from, to] = [dayName(range?.[1] ?? weekday), dayName(range?.[2] ?? '')]
  if (from === null) return cron
  if (range === null) return `every ${from} ${at}`
  return to === null ? cron : `${from} to ${to} ${at}`
}

function dayName(text: string): string | null {
  const number = /^[0-7]$/.test(text) ? Number(text) % 7 : names.indexOf(text.toUpperCase())
  return days[number] ?? null
}

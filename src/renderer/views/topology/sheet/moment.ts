const DAY_MS = 86_400_000
const units = { s: 1000, m: 60_000, h: 3_600_000 } as const

/**
 * The moment that was typed, epoch ms: `14:00`, `1400` or `14:00:30` (UTC, the next time it is that late), `+10` or
 * `+10m`, `+90s`, `+2h` from `now`. Null for anything else.
 */
export function momentOf(text: string, now: number): number | null {
  const typed = text.trim().toLowerCase()
  const span = /^\+\s*(\d{1,4})\s*([smh]?)$/.exec(typed)
  if (span !== null) {
    const unit = span[2] === 's' || span[2] === 'h' ? span[2] : 'm'
    const ms = Number(span[1]) * units[unit]
    return ms > 0 ? now + ms : null
  }
  const clock = /^(\d{1,2}):?(\d{2})(?::?(\d{2}))?$/.exec(typed)
  if (clock === null) return null
  const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const at = Math.floor(now / DAY_MS) * DAY_MS + hours * units.h + minutes * units.m + seconds * units.s
  return at > now ? at : at + DAY_MS
}

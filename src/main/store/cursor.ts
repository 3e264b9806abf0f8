import type { Page } from '../../contract'
import { StoreError } from './storeError'

/** A cursor is the number of the last row seen: newer rows do not shift it. @throws StoreError `cursor` */
export function readCursor(cursor: string | null): number {
  if (cursor === null) return Number.MAX_SAFE_INTEGER
  const number = /^[1-9][0-9]{0,15}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(number)) {
    throw new StoreError('cursor', 'This cursor is not one of ours. Leave it out to begin at the newest.')
  }
  return number
}

/** A page out of `limit + 1` rows, newest first. */
export function pageFrom<Row>(rows: readonly Row[], limit: number, numberOf: (row: Row) => number): Page<Row> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? String(numberOf(last)) : null }
}

/** A page asked for, within what the store gives at once. */
export function pageLimit(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit), 1), 1000)
}

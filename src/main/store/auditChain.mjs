/*
 * The chain of the audit: each row carries a hash over what it says and over the hash of the row before it, so that
 * nothing can be changed, taken out or put in between without the rest no longer fitting. It is plain JavaScript and
 * needs Node alone, so that `npm run audit:verify` reads the same rules without a build.
 */
import { hash } from 'node:crypto'

/** What stands for the hash before the first row of all. */
export const BEGINNING = '0'.repeat(64)

/** What removed rows; it says in its detail up to which (`through`). */
export const RETENTION = 'audit.retention'

/** The columns that are hashed, in this order. */
export const HASHED = [
  'id',
  'at',
  'actor',
  'origin',
  'what',
  'target',
  'summary',
  'policy',
  'override',
  'outcome',
  'duration_ms',
  'run_id',
  'detail',
]

/** SHA-256, hex, over the hash before, a line feed, and the columns as a JSON array, as they are in the table. */
export function linkHash(previous, row) {
  const content = JSON.stringify(HASHED.map((name) => row[name]))
  return hash('sha256', `${previous}\n${content}`, 'hex')
}

/**
 * Looks at rows one after another, by id, beginning with the first there is. `start`: up to which row the retention has
 * removed rows (0: none), and the hash of that row.
 */
export function createChainWalk(start) {
  let previous = { id: start.id, hash: start.hash }
  /** The row that does not fit, until the next one shows what happened to it. */
  let suspect = null
  let problem = null
  let rows = 0
  let firstId = null
  let removedThrough = 0

  function judge(row) {
    if (row.id <= previous.id) return `Row ${row.id} stands before the beginning of the chain: it was put in.`
    if (row.hash === linkHash(previous.hash, row)) return null
    if (row.id > previous.id + 1)
      return `${missing(previous.id + 1, row.id - 1)}: row ${row.id} does not follow row ${previous.id}.`
    suspect = row
    return null
  }

  /** What the row after the suspect says about it. */
  function judgeSuspect(next) {
    if (next !== null && next.hash === linkHash(suspect.hash, next)) {
      return `Row ${suspect.id} was changed: its hash does not fit what it says, while the row after it fits that hash.`
    }
    if (next !== null && next.hash === linkHash(previous.hash, next)) {
      return `Row ${suspect.id} was put in: the row after it follows the one before.`
    }
    return next === null
      ? `Row ${suspect.id}, the last one, was changed or put in: its hash does not fit.`
      : `Row ${suspect.id} was changed or put in: neither its hash fits nor that of the row after it.`
  }

  return {
    /** Whether there is any point in looking at more rows. */
    isBroken: () => problem !== null,
    take(row) {
      rows += 1
      firstId ??= row.id
      if (problem !== null) return
      if (suspect !== null) {
        problem = judgeSuspect(row)
        return
      }
      problem = judge(row)
      if (suspect !== null || problem !== null) return
      if (row.what === RETENTION) removedThrough = throughOf(row.detail)
      previous = { id: row.id, hash: row.hash }
    },
    /** `lastGiven`: the last id that was ever given. */
    end(lastGiven) {
      if (problem === null && suspect !== null) problem = judgeSuspect(null)
      if (problem === null && lastGiven > previous.id) problem = `${missing(previous.id + 1, lastGiven)} at the end.`
      if (problem === null && start.id !== removedThrough) {
        problem = `The rows up to ${start.id} were removed, but the audit says so of those up to ${removedThrough}.`
      }
      return { ok: problem === null, rows, firstId, lastId: rows === 0 ? null : previous.id, problem }
    },
  }
}

function missing(from, to) {
  return from === to ? `Row ${from} is missing` : `Rows ${from} to ${to} are missing`
}

function throughOf(detail) {
  try {
    const { through } = JSON.parse(detail)
    return Number.isSafeInteger(through) ? through : 0
  } catch {
    return 0
  }
}

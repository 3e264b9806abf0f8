import type { Action, Hold, Role } from '../../../contract'
import type { Asker } from '../execution'

/** Who may release what somebody else holds. */
const MAY_FORCE: ReadonlySet<Role> = new Set(['engineer', 'admin'])

const WORDS: Readonly<Record<Hold['kind'], string>> = { lock: 'Locked', protect: 'Protected', lease: 'Reserved' }

/** A hold in words: `Locked by Anna since 2026-11-21 14:03:11 UTC: rehearsal.` */
export function inWords({ kind, owner, since, until, reason }: Hold): string {
  const what = WORDS[kind]
  const end = until === null ? '' : `, until ${moment(until)}`
  return `${what} by ${owner.name} since ${moment(since)}${end}${reason === '' ? '.' : `: ${reason.replace(/\.$/, '')}.`}`
}

type Against = { readonly code: string; readonly text: string }

/** What a hold has against its release: `LOCKED`, `LEASED`, or `REASON_WANTED` of who may by force. Null: nothing. */
export function againstRelease({ actor }: Asker, hold: Hold, reason: string): Against | null {
  if (hold.owner.id === actor.id) return null
  if (!MAY_FORCE.has(actor.role)) {
    return { code: codeOf(hold), text: `${inWords(hold)} Its owner, an engineer or an admin can release it.` }
  }
  if (reason.trim() !== '') return null
  const what = hold.kind === 'lease' ? 'reservation' : 'lock'
  return { code: 'REASON_WANTED', text: `${inWords(hold)} Releasing somebody else's ${what} needs a reason.` }
}

/**
 * What a hold has against an action on its destination: `LOCKED`, `LEASED` for a device that somebody has reserved, or
 * `REASON_WANTED` for a release by force without a reason; `NOT_HELD` for the release of what nobody holds. Null:
 * nothing. `hold` null: nobody holds it.
 */
export function againstHold(asker: Asker, action: Action, hold: Hold | null): Against | null {
  if (action.type === 'destination.release') {
    return hold === null
      ? { code: 'NOT_HELD', text: 'nobody has locked or protected it.' }
      : againstRelease(asker, hold, action.reason)
  }
  if (hold === null) return null
  const isOwner = hold.owner.id === asker.actor.id
  if (action.type === 'destination.lock' || action.type === 'destination.protect') {
    return isOwner ? null : { code: codeOf(hold), text: inWords(hold) }
  }
  if (hold.kind !== 'lock') return isOwner ? null : { code: codeOf(hold), text: inWords(hold) }
  const way = isOwner ? 'Release it first.' : 'Ask its owner, or an engineer, to release it.'
  return { code: 'LOCKED', text: `${inWords(hold)} ${way}` }
}

function codeOf({ kind }: Hold): string {
  return kind === 'lease' ? 'LEASED' : 'LOCKED'
}

function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`
}

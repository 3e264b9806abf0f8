import type { Action, Hold, Role } from '../../../contract'
import type { Asker } from '../execution'

/** Who may release what somebody else holds. */
const MAY_FORCE: ReadonlySet<Role> = new Set(['engineer', 'admin'])

/** A hold in words: `Locked by Anna since 2026-11-21 14:03:11 UTC: rehearsal.` */
export function inWords({ kind, owner, since, until, reason }: Hold): string {
  const what = kind === 'lock' ? 'Locked' : 'Protected'
  const end = until === null ? '' : `, until ${moment(until)}`
  return `${what} by ${owner.name} since ${moment(since)}${end}${reason === '' ? '.' : `: ${reason.replace(/\.$/, '')}.`}`
}

/**
 * What a hold has against an action on its destination: `LOCKED`, or `REASON_WANTED` for a release by force without a
 * reason; `NOT_HELD` for the release of what nobody holds. Null: nothing. `hold` null: nobody holds it.
 */
export function againstHold(
  { actor }: Asker,
  action: Action,
  hold: Hold | null,
): { readonly code: string; readonly text: string } | null {
  if (action.type === 'destination.release') {
    if (hold === null) return { code: 'NOT_HELD', text: 'nobody has locked or protected it.' }
    if (hold.owner.id === actor.id) return null
    if (!MAY_FORCE.has(actor.role)) {
      return { code: 'LOCKED', text: `${inWords(hold)} Its owner, an engineer or an admin can release it.` }
    }
    if (action.reason.trim() !== '') return null
    return { code: 'REASON_WANTED', text: `${inWords(hold)} Releasing somebody else's lock needs a reason.` }
  }
  if (hold === null) return null
  const isOwner = hold.owner.id === actor.id
  if (action.type === 'destination.lock' || action.type === 'destination.protect') {
    return isOwner ? null : { code: 'LOCKED', text: inWords(hold) }
  }
  if (hold.kind === 'protect') return isOwner ? null : { code: 'LOCKED', text: inWords(hold) }
  const way = isOwner ? 'Release it first.' : 'Ask its owner, or an engineer, to release it.'
  return { code: 'LOCKED', text: `${inWords(hold)} ${way}` }
}

function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`
}

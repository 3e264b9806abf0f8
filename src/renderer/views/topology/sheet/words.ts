import type { Action, Run } from '../../../../contract'
import { many } from '../../../components/numberWords'
import { countsOf, lengthOf, spreadText } from '../../../components/runCounts'
import { lengthText } from '../../../components/timeText'
import { confirmCodes, type Sheet } from '../../../state/sheet'

/** `CAPS_MISMATCH` as it is read: `caps mismatch`. */
export const codeWords = (code: string): string => code.toLowerCase().replaceAll(/[_-]/g, ' ')

const verbs: Readonly<Record<Action['type'], readonly [verb: string, one: string]>> = {
  'route.connect': ['Route', 'destination'],
  'route.disconnect': ['Disconnect', 'destination'],
  'sender.activate': ['Switch on', 'sender'],
  'sender.deactivate': ['Switch off', 'sender'],
  'receiver.enable': ['Switch on', 'receiver'],
  'receiver.disable': ['Switch off', 'receiver'],
  'destination.lock': ['Lock', 'destination'],
  'destination.protect': ['Protect', 'destination'],
  'destination.release': ['Release', 'destination'],
  'mqtt.command': ['Command', 'device'],
  'http.request': ['Ask', 'service'],
}

/** What the sheet is about: `1 route`, `Switch off 3 receivers`, `Take back run #41`. */
export function titleText({ proposal, run }: Sheet): string {
  switch (proposal.kind) {
    case 'routes':
      return many(proposal.routes.length, 'route')
    case 'actions': {
      const [first] = proposal.actions
      if (first === undefined) return 'Nothing'
      if ('legs' in first && first.legs !== undefined) {
        const followers = proposal.actions.length - 1
        return followers === 0 ? 'Set the address' : `Set the address, connect ${many(followers, 'destination')}`
      }
      const [verb, one] = verbs[first.type]
      return proposal.actions.every(({ type }) => verbs[type][0] === verb)
        ? `${verb} ${many(proposal.actions.length, one)}`
        : many(proposal.actions.length, 'action')
    }
    case 'undo': {
      const label = run?.source?.label ?? null
      if (label !== null) return `Take back ${label.replace(/^Run /, 'run #')}`
      return proposal.run === 'last' ? 'Take back the last take' : 'Take back the run'
    }
  }
}

/**
 * How many of the plan would change something, of several: `20 change · 3 already so · 1 cannot`; null
 * where that can be seen at a glance.
 */
export function planCounts(run: Run | null): string | null {
  if (run === null || run.changes.length < 2) return null
  const { pending, already, skipped } = countsOf(run.changes)
  if (already + skipped === 0 && pending < 9) return null
  const words = [
    `${String(pending)} change`,
    already > 0 ? `${String(already)} already so` : null,
    skipped > 0 ? `${String(skipped)} cannot` : null,
  ]
  return words.filter((word) => word !== null).join(' · ')
}

/** What stands on the button: `TAKE`, `TAKE 12 ROUTES`. */
export function takeText({ proposal, run }: Sheet): string {
  if (proposal.kind === 'actions' && proposal.actions.every(({ type }) => type === 'mqtt.command')) return 'SEND'
  if (proposal.kind !== 'routes') return 'TAKE'
  const refused = run === null ? 0 : countsOf(run.changes).skipped
  const routes = proposal.routes.length - Math.min(refused, proposal.routes.length - 1)
  return routes === 1 ? 'TAKE' : `TAKE ${String(routes)} ROUTES`
}

/** What TAKE would overrule, as it stands on its button; null where it overrules nothing. */
export function inSpiteOf({ decisions }: Sheet): string | null {
  const codes = confirmCodes(decisions)
  if (codes.length === 0) return null
  const others = codes.filter((code) => code !== 'CHANGED_MEANWHILE' && code !== 'ON_AIR').map(codeWords)
  if (others.length === 0 && !codes.includes('CHANGED_MEANWHILE')) return null
  return others.length === 0 ? 'all the same' : `in spite of ${others.join(', ')}`
}

/** Where the take stands, beside the title of the sheet. */
export function phaseText({ phase, run, takesItself, booked }: Sheet): string {
  switch (phase) {
    case 'planning':
      return takesItself ? 'taken as soon as it is planned…' : 'asking what would happen…'
    case 'ready':
      return 'dry-run, nothing sent yet'
    case 'booking':
      return 'booking…'
    case 'booked':
      return booked === null ? 'booked' : `booked for ${booked.at.slice(11, 19)} UTC`
    case 'taking':
      return run?.state === 'compensating' ? 'putting back…' : 'taking…'
    case 'waiting':
      return run?.state === 'awaiting_approval' ? 'waits for a second person' : 'waits for an answer'
    case 'done': {
      const took = run === null ? null : lengthOf(run)
      if (run === null || took === null) return 'verified'
      return spreadText(run) ?? `verified in ${lengthText(took)}`
    }
    case 'failed': {
      if (run?.state === 'compensated') return 'put back'
      if (run?.state === 'cancelled') return 'cancelled'
      if (run === null || run.startedAt === null) return 'failed, nothing sent'
      const { verified, all, already, skipped } = countsOf(run.changes)
      return verified === 0 ? 'failed' : `${String(verified)} of ${String(all - already - skipped)} verified`
    }
    case 'refused':
      return run !== null && countsOf(run.changes).skipped === 0 ? 'nothing to do' : 'refused, nothing sent'
  }
}

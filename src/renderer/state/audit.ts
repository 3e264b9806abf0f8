import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { AuditQuery, AuditRow, Id, Origin, PolicyDecision } from '../../contract'
import { momentOf } from '../components/momentText'

/** How far back is looked; `between` is from one entered moment to another. */
export type AuditSpan = 'all' | 'hour' | 'today' | 'week' | 'between'

/** What is looked for in the audit, as the inputs show it; empty texts and nulls let everything through. */
export type AuditFilter = {
  readonly q: string
  readonly actor: string
  readonly what: string
  readonly target: { readonly id: Id; readonly title: string } | null
  readonly origin: Origin | null
  readonly outcome: AuditRow['outcome'] | null
  readonly policy: PolicyDecision['verdict'] | null
  readonly override: boolean
  readonly span: AuditSpan
  /** Days as `2026-11-21` and times as `14:00:00`, in the time of this machine. */
  readonly from: { readonly date: string; readonly time: string }
  readonly to: { readonly date: string; readonly time: string }
}

const noMoment = { date: '', time: '00:00:00' } as const

export const everything: AuditFilter = {
  q: '',
  actor: '',
  what: '',
  target: null,
  origin: null,
  outcome: null,
  policy: null,
  override: false,
  span: 'all',
  from: noMoment,
  to: noMoment,
}

const HOUR_MS = 3_600_000
const iso = (at: number): string => new Date(at).toISOString()

function spanOf({ span, from, to }: AuditFilter, now: number): Pick<AuditQuery, 'from' | 'to'> {
  switch (span) {
    case 'all':
      return {}
    case 'hour':
      return { from: iso(now - HOUR_MS) }
    case 'today':
      return { from: iso(new Date(now).setHours(0, 0, 0, 0)) }
    case 'week':
      return { from: iso(now - 7 * 24 * HOUR_MS) }
    case 'between': {
      const [first, last] = [momentOf(from), momentOf(to)]
      return { ...(first === null ? {} : { from: iso(first) }), ...(last === null ? {} : { to: iso(last) }) }
    }
  }
}

/** What the engine is asked. `now`: epoch ms. */
export function auditQueryOf(filter: AuditFilter, now: number): AuditQuery {
  const { q, actor, what, target, origin, outcome, policy, override } = filter
  const texts = { q: q.trim(), actor: actor.trim(), what: what.trim() }
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    ...(target === null ? {} : { target: target.id }),
    ...(origin === null ? {} : { origin }),
    ...(outcome === null ? {} : { outcome }),
    ...(policy === null ? {} : { policy }),
    ...(override ? { override: true } : {}),
    ...spanOf(filter, now),
  }
}

/** Whether anything is left out. */
export const isFiltered = (filter: AuditFilter): boolean => Object.keys(auditQueryOf(filter, 0)).length > 0

const store = createStore<AuditFilter>(() => everything)

/** The filter of this window; it stays when the page is left. */
export const useAuditFilter = (): AuditFilter => useStore(store)
export const filterAudit = (part: Partial<AuditFilter>): void => {
  store.setState(part)
}

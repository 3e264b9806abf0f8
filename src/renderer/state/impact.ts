import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Id, Impact, ImpactKind } from '../../contract'
import { client } from '../app/client'
import { problemOf } from './problem'

/** What is asked about. `id`: of a site or a room its name. */
export type ImpactSubject = { readonly kind: ImpactKind; readonly id: Id; readonly what: Impact['what'] }

/** The impact that is looked at; its highlight is lit on the graph. `of` null: none is. */
export type ShownImpact = {
  readonly of: ImpactSubject | null
  /** Null: it is being asked for, or `problem` says why it is not there. */
  readonly impact: Impact | null
  readonly problem: string | null
}

const nothing: ShownImpact = { of: null, impact: null, problem: null }

export const impactStore = createStore<ShownImpact>(() => nothing)
export const useImpact = <T>(select: (shown: ShownImpact) => T): T => useStore(impactStore, select)

/** Asks what happens to others when this is lost or changed, and lights it up. */
export function showImpact(of: ImpactSubject): void {
  impactStore.setState({ of, impact: null, problem: null }, true)
  const put = (part: Pick<ShownImpact, 'impact' | 'problem'>): void => {
    if (impactStore.getState().of === of) impactStore.setState(part)
  }
  client.impact.get(of).then(
    (impact) => {
      put({ impact, problem: null })
    },
    (thrown: unknown) => {
      put({ impact: null, problem: problemOf(thrown) })
    },
  )
}

export const hideImpact = (): void => {
  impactStore.setState(nothing, true)
}

/** Whether what is lit belongs to what is selected: a place belongs to no selection, and shows while nothing is. */
export const isImpactOf = (of: ImpactSubject | null, selectedId: Id | null): boolean =>
  of !== null && (of.kind === 'site' || of.kind === 'room' ? selectedId === null : of.id === selectedId)

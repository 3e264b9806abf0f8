import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Id, Run } from '../../contract'
import { problemOf, refusalOf } from './problem'

/** What came of firing a salvo or restoring a snapshot in this window, by the id of what was fired. */
export type Fired = {
  /** The engine has been asked and has not answered. */
  readonly busy: boolean
  /** What the engine answered, as it was then; news of it come with the events. */
  readonly run: Run | null
  /** Why it was not begun; null when it was. */
  readonly problem: string | null
}

export type Firing = {
  readonly store: StoreApi<ReadonlyMap<Id, Fired>>
  /** Asks the engine, once at a time for each source. Answers whether it was begun. */
  readonly fire: (source: Id, ask: () => Promise<Run>) => Promise<boolean>
  readonly forget: (source: Id) => void
}

/** Sentences of a refusal, each once. */
function refusalText(thrown: unknown): string {
  const against = refusalOf(thrown)?.filter(({ effect }) => effect !== 'allow') ?? []
  const texts = [...new Set(against.map(({ text }) => text))]
  if (texts.length === 0) return problemOf(thrown)
  const more = texts.length > 3 ? ` And ${String(texts.length - 3)} more.` : ''
  return `Nothing was sent. ${texts.slice(0, 3).join(' ')}${more}`
}

export function createFiring(): Firing {
  const store = createStore<ReadonlyMap<Id, Fired>>(() => new Map())
  const put = (source: Id, fired: Fired): void => {
    store.setState(new Map(store.getState()).set(source, fired), true)
  }
  return {
    store,
    fire: async (source, ask) => {
      const known = store.getState().get(source)
      if (known?.busy === true) return false
      put(source, { busy: true, run: known?.run ?? null, problem: null })
      try {
        put(source, { busy: false, run: await ask(), problem: null })
        return true
      } catch (thrown) {
        put(source, { busy: false, run: known?.run ?? null, problem: refusalText(thrown) })
        return false
      }
    },
    forget: (source) => {
      const rest = new Map(store.getState())
      if (rest.delete(source)) store.setState(rest, true)
    },
  }
}

/** This window's firing. */
export const firing = createFiring()

const nothing: Fired = { busy: false, run: null, problem: null }
export const useFired = (source: Id): Fired => useStore(firing.store, (all) => all.get(source) ?? nothing)

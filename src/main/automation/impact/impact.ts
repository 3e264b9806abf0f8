import type { Id, Impact, ImpactDependent, ImpactKind } from '../../../contract'

/** What is asked about. `id`: of a site or a room its name. `site`: of which site the room is; null: of any. */
export type ImpactQuestion = {
  readonly kind: ImpactKind
  readonly id: Id
  readonly what: Impact['what']
  readonly site: string | null
}

/** What depends on things of the plant. */
export type Impacts = {
  /** Null: there is no such thing. */
  readonly of: (question: ImpactQuestion) => Impact | null
}

/** What is lost: everything by its id, and how it may be called where a person wrote. */
export type Lost = {
  readonly ids: ReadonlySet<Id>
  /** Labels and aliases, each with its id. */
  readonly names: ReadonlyMap<string, Id>
  /** Of a site or a room; null: something else. */
  readonly place: { readonly site: string | null; readonly room: string | null } | null
}

/** Something of the house, and everything it says: whatever of it is an id, a name or a place is found. */
export type Document = Pick<ImpactDependent, 'kind' | 'id' | 'label'> & {
  readonly body: unknown
  /** Written by people: things stand there by their names, too. */
  readonly isWritten: boolean
  /** What of it, for people: `2 of its 8 entries`. */
  readonly words: (subjects: readonly Id[], isPlace: boolean) => string
}

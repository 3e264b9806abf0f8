import type { Id } from '../../contract'
import type { DocumentRepository, NewAuditRow } from './repositories'

/** What may be done in a turn. Memory follows the disk; listeners are told when the turn is over. @throws StoreError */
export type DocumentPen<T> = {
  readonly put: (document: T, audit: readonly NewAuditRow[]) => Promise<void>
  readonly remove: (id: Id, audit: readonly NewAuditRow[]) => Promise<void>
}

/** Documents of one kind, in memory as they are on disk: read at once, changed one after another. */
export type KeptDocuments<T> = {
  readonly all: () => readonly T[]
  readonly get: (id: Id) => T | undefined
  /** Does `work` when the changes asked for before it are on disk, so that it decides upon what it changes. */
  readonly inTurn: <R>(work: (pen: DocumentPen<T>) => Promise<R>) => Promise<R>
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is on disk. @throws StoreError */
  readonly start: () => Promise<void>
}

export function createKeptDocuments<T extends { readonly id: Id }>(
  repository: DocumentRepository<T>,
): KeptDocuments<T> {
  const kept = new Map<Id, T>()
  const listeners = new Set<() => void>()
  let last: Promise<unknown> = Promise.resolve()

  async function turn<R>(work: (pen: DocumentPen<T>) => Promise<R>): Promise<R> {
    let changed = false
    try {
      return await work({
        async put(document, audit) {
          await repository.put(document, audit)
          kept.set(document.id, document)
          changed = true
        },
        async remove(id, audit) {
          await repository.remove(id, audit)
          kept.delete(id)
          changed = true
        },
      })
    } finally {
      if (changed) for (const listener of listeners) listener()
    }
  }

  function queued<R>(work: () => Promise<R>): Promise<R> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  return {
    all: () => [...kept.values()],
    get: (id) => kept.get(id),
    inTurn: (work) => queued(() => turn(work)),
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    start: () =>
      queued(async () => {
        const documents = await repository.all()
        kept.clear()
        for (const document of documents) kept.set(document.id, document)
      }),
  }
}

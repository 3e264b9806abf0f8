import { isDeepStrictEqual } from 'node:util'
import type { StoredWindow } from '../../store/repositories'
import type { newWindow } from './newWindow'
import { WindowError } from './windowBook'

/**
 * A window as somebody has changed it. A yes that a second person gave was to what the window allowed then: it lasts only
 * while nothing but the label and the note is another.
 */
export function changedWindow(
  before: StoredWindow,
  asked: ReturnType<typeof newWindow>,
  edited: NonNullable<StoredWindow['edited']>,
): StoredWindow {
  const { id, createdBy, createdAt, revision, approval } = before
  return {
    ...asked,
    id,
    createdBy,
    createdAt,
    revision: revision + 1,
    edited,
    approval: isDeepStrictEqual(meaning(before), meaning(asked)) ? approval : null,
  }
}

/** What a window is, beside what is said of it. */
function meaning({ kind, start, end, repeat, scope, policies }: ReturnType<typeof newWindow>) {
  return { kind, start, end, repeat, scope, policies }
}

/** @throws WindowError when somebody saved after the asker had opened it */
export function refuseOldRevision(window: StoredWindow, revision: number | undefined): void {
  if (revision === undefined || revision === window.revision) return
  const { label, createdBy, createdAt, edited } = window
  const { by, at } = edited ?? { by: createdBy, at: createdAt }
  throw new WindowError(
    'state',
    `${by.name} saved “${label}” at ${at}, after you had opened it. Look at it again, then repeat your change.`,
  )
}

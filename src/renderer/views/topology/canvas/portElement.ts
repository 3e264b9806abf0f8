import type { Id } from '../../../../contract'

/** The row of a port, null while it is not drawn. */
export const portElement = (id: Id): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-port="${CSS.escape(id)}"]`)

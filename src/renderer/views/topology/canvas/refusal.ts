import type { Id } from '../../../../contract'
import { toast } from '../../../state/toasts'
import { canvasStore } from './canvasStore'

/** How long a port says why nothing came of a drop on it, ms. */
const STAYS_MS = 4000

/** Says at a port, and aloud, why nothing came of a drop on it. */
export function refuseDrop(id: Id, title: string, text: string): void {
  const refusal = { id, text }
  canvasStore.setState({ refusal })
  toast('note', text.startsWith(title) ? text : `${title}: ${text}`)
  setTimeout(() => {
    if (canvasStore.getState().refusal === refusal) canvasStore.setState({ refusal: null })
  }, STAYS_MS)
}

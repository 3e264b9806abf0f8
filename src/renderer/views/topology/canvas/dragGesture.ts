import type { Id } from '../../../../contract'
import { pictureStore } from '../../../state/picture'
import { titleOf } from '../../../state/routes'
import { beginDrag, endDrag, propose, proposePairs, takeStore, type Anchor } from '../../../state/take'
import { viewStore } from '../../../state/view'
import { mayBeAsked, routeOf, whyNot, type PortEnd } from '../connectable'
import { pairingOf, type Pairing } from '../pairs'
import { canvasStore, pointerStore } from './canvasStore'
import { drawnPorts } from './currentGraph'
import { refuseDrop } from './refusal'

/** How far a press moves before it is a drag, and an edge's end before it is pulled off, CSS px. */
const DRAG_PX = 4
const PULL_PX = 24

/** A port as something to connect; null when it is not in the picture (any more). */
export function portEnd(id: Id): PortEnd | null {
  const { senders, receivers } = pictureStore.getState()
  const record = senders.get(id) ?? receivers.get(id)
  return record === undefined ? null : { kind: record.kind, id, format: record.format }
}

const portAt = (x: number, y: number): Id | null =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-port]')?.dataset['port'] ?? null

/** Nothing is there but the canvas itself or the floor of a room. */
const isEmptyAt = (x: number, y: number): boolean => {
  const hit = document.elementFromPoint(x, y)
  return hit?.closest('.react-flow__pane') !== null && hit?.closest('[data-box]') === null
}

/** Begins to connect: the engine is asked what may go together, and the picture shows it. */
export function beginConnecting(from: PortEnd, reconnects: Id | null, by: 'pointer' | 'keys'): void {
  canvasStore.setState({ drag: { from, reconnects, by }, hover: null, pairing: null, paired: null, refusal: null })
  beginDrag({ kind: from.kind, id: from.id })
}

export function endConnecting(): void {
  canvasStore.setState({ drag: null, hover: null, pairing: null, paired: null })
  pointerStore.setState({ at: null })
  if (takeStore.getState().drag !== null) endDrag()
}

/** What a drop on this port would make of the ports chosen together; null where it is about the two alone. */
function pairingAt(id: Id): Pairing | null {
  const { drag } = canvasStore.getState()
  const { selection } = viewStore.getState()
  const over = portEnd(id)
  if (drag === null || drag.reconnects !== null || over === null || selection.size < 2) return null
  if (!selection.has(drag.from.id) && !selection.has(id)) return null
  return pairingOf(drag.from, over, selection, drawnPorts())
}

/** Says that the drag is over this port now, or over none. */
export function hoverOver(id: Id | null): void {
  if (canvasStore.getState().hover === id) return
  const pairing = id === null ? null : pairingAt(id)
  const paired = pairing && new Set(pairing.routes.flatMap(({ senderId, receiverId }) => [senderId, receiverId]))
  canvasStore.setState({ hover: id, pairing, paired })
}

function refuse(id: Id, text: string | null): void {
  const { senders, receivers } = pictureStore.getState()
  const record = senders.get(id) ?? receivers.get(id)
  if (text !== null && record !== undefined) refuseDrop(id, titleOf(record), text)
}

/** Proposes the route to a port if it may be, or says there why not; answers whether it did. */
export function connectTo(id: Id, anchor: Anchor): boolean {
  const { drag } = canvasStore.getState()
  const end = portEnd(id)
  if (drag === null || end === null) return false
  const pairing = pairingAt(id)
  if (pairing !== null) {
    if (pairing.routes.length === 0) {
      refuse(id, pairing.notes.length === 0 ? 'Nothing of it can be routed.' : pairing.notes.join(' '))
      return false
    }
    endConnecting()
    proposePairs(pairing.routes, pairing.notes, anchor)
    return true
  }
  const verdicts = takeStore.getState().drag?.verdicts ?? null
  if (!mayBeAsked(drag.from, end, verdicts)) {
    refuse(id, whyNot(drag.from, end, verdicts))
    return false
  }
  const route = routeOf(drag.from, end)
  const asItIs =
    drag.reconnects !== null &&
    pictureStore.getState().receivers.get(route.receiverId)?.route.senderId === route.senderId
  endConnecting()
  if (!asItIs) propose([route], anchor)
  return true
}

/** Proposes to take a receiver off its source. */
export function disconnect(receiverId: Id, anchor: Anchor): void {
  endConnecting()
  propose([{ senderId: null, receiverId }], anchor)
}

/**
 * A press on a port, or on the end of an edge (`reconnects` is then the edge's receiver, `from` the end that stays). It
 * becomes a drag once it moves; released on a port that can take it, it proposes the route.
 */
export function pressed(
  press: { readonly clientX: number; readonly clientY: number; readonly pointerId: number },
  from: PortEnd,
  reconnects: Id | null,
): void {
  let dragging = false
  const moved = (event: PointerEvent): number =>
    Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY)
  const isOurs = (event: PointerEvent): boolean => event.pointerId === press.pointerId

  const move = (event: PointerEvent): void => {
    if (!isOurs(event)) return
    if (!dragging) {
      if (moved(event) < DRAG_PX) return
      dragging = true
      beginConnecting(from, reconnects, 'pointer')
    }
    // Someone else backed out.
    if (takeStore.getState().drag === null) {
      finish()
      return
    }
    pointerStore.setState({ at: { x: event.clientX, y: event.clientY } })
    hoverOver(portAt(event.clientX, event.clientY))
  }
  const up = (event: PointerEvent): void => {
    if (!isOurs(event)) return
    if (dragging) {
      swallowClick()
      const anchor = { x: event.clientX, y: event.clientY }
      const hover = portAt(anchor.x, anchor.y)
      const pulledOff = reconnects !== null && moved(event) >= PULL_PX && isEmptyAt(anchor.x, anchor.y)
      if (pulledOff) disconnect(reconnects, anchor)
      else if (hover !== null) connectTo(hover, anchor)
    }
    finish()
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    if (dragging) event.preventDefault()
    finish()
  }
  const finish = (): void => {
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', up)
    window.removeEventListener('pointercancel', finish)
    window.removeEventListener('keydown', key, true)
    if (dragging) endConnecting()
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', up)
  window.addEventListener('pointercancel', finish)
  window.addEventListener('keydown', key, true)
}

/** A drag that ends where it began would be heard as a click too. */
export function swallowClick(): void {
  const swallow = (event: MouseEvent): void => {
    event.stopPropagation()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => {
    window.removeEventListener('click', swallow, true)
  }, 0)
}

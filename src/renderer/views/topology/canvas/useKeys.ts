import { useReactFlow, type ReactFlowInstance } from '@xyflow/react'
import { useCallback, type KeyboardEvent } from 'react'
import type { Id } from '../../../../contract'
import { takeStore } from '../../../state/take'
import { choose, select, toggleChosen, viewStore } from '../../../state/view'
import { isAgainstPolicy, isValidConnection } from '../connectable'
import { portAnchor } from '../edges/anchors'
import type { Graph } from '../graphModel'
import type { Places } from '../layout/places'
import { portElement } from './portElement'
import { canvasStore } from './canvasStore'
import { chooseUpTo } from './chosen'
import { beginConnecting, connectTo, disconnect, endConnecting, hoverOver, portEnd } from './dragGesture'
import { neighbour, portsInOrder, type Way } from './walk'
import { GLIDE_MS } from './ZoomControls'

const ways: Readonly<Partial<Record<string, Way>>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** How often the row of a port that has just come into view is looked for, in frames. */
const TRIES = 30

/** Puts the keyboard on a port, and the port into the window. */
function goTo(flow: ReactFlowInstance, graph: Graph, places: Places, id: Id): void {
  const { drag } = canvasStore.getState()
  canvasStore.setState({ focus: id })
  if (drag?.by === 'keys') hoverOver(id)
  const anchor = portAnchor(graph, places, id)
  if (anchor !== null) intoView(flow, anchor)
  const tryFocus = (left: number): void => {
    const row = portElement(id)
    if (row !== null) row.focus({ preventScroll: true })
    else if (left > 0)
      requestAnimationFrame(() => {
        tryFocus(left - 1)
      })
  }
  tryFocus(TRIES)
}

function intoView(flow: ReactFlowInstance, at: { readonly x: number; readonly y: number }): void {
  const canvas = document.querySelector('[data-topology]')?.getBoundingClientRect()
  if (canvas === undefined) return
  const { x, y } = flow.flowToScreenPosition(at)
  const inside = x > canvas.left + 60 && x < canvas.right - 60 && y > canvas.top + 40 && y < canvas.bottom - 40
  if (!inside || flow.getZoom() < 0.42)
    void flow.setCenter(at.x, at.y, { zoom: Math.max(0.8, flow.getZoom()), duration: 0 })
}

/** The middle of a port's row, where a sheet about it belongs. */
function anchorOf(id: Id): { readonly x: number; readonly y: number } {
  const box = portElement(id)?.getBoundingClientRect()
  return box === undefined ? { x: 0, y: 0 } : { x: box.left + box.width / 2, y: box.top + box.height / 2 }
}

/**
 * While connecting only the other side's ports that may take it are stepped through, those of the same room first; what
 * only a policy is against comes last.
 */
function steps(graph: Graph): readonly Id[] {
  const all = portsInOrder(graph)
  const { drag } = canvasStore.getState()
  if (drag === null) return all
  const verdicts = takeStore.getState().drag?.verdicts ?? null
  const roomOf = (id: Id): string | undefined => graph.devices.get(graph.ports.get(id)?.record.parent ?? '')?.group
  const room = roomOf(drag.from.id)
  const able = all.filter((id) => {
    const end = portEnd(id)
    return end !== null && isValidConnection(drag.from, end, verdicts)
  })
  const against = all.filter((id) => {
    const end = portEnd(id)
    return end !== null && isAgainstPolicy(drag.from, end, verdicts)
  })
  return [...able.filter((id) => roomOf(id) === room), ...able.filter((id) => roomOf(id) !== room), ...against]
}

function enter(id: Id): void {
  const { drag } = canvasStore.getState()
  const end = portEnd(id)
  if (end === null) return
  if (drag !== null) {
    if (drag.from.id === id) endConnecting()
    else connectTo(id, anchorOf(id))
    return
  }
  if (viewStore.getState().selected?.id === id) beginConnecting(end, null, 'keys')
  else select({ kind: end.kind, id })
}

/** Ctrl+Space puts a port among those chosen together or takes it out, Ctrl+A chooses its device's ports of its kind. */
function chosenByKey(graph: Graph, key: string, at: Id | null): boolean {
  const port = at === null ? undefined : graph.ports.get(at)
  if (port === undefined) return false
  if (key === ' ') {
    toggleChosen({ kind: port.kind, id: port.record.id })
    return true
  }
  if (key.toLowerCase() !== 'a') return false
  const device = graph.devices.get(port.record.parent ?? 'no-device')
  const ports = port.kind === 'receiver' ? device?.receivers : device?.senders
  choose([...viewStore.getState().selection, ...(ports ?? []).map(({ record }) => record.id)])
  return true
}

/** Shift and an arrow choose the ports on the way. */
function extend(graph: Graph, from: Id | null, to: Id): void {
  const port = graph.ports.get(to)
  if (port === undefined) return
  const start = from === null ? undefined : graph.ports.get(from)
  if (viewStore.getState().selection.size === 0 && start !== undefined)
    select({ kind: start.kind, id: start.record.id })
  if (start?.kind === port.kind) chooseUpTo({ kind: port.kind, id: to })
}

/**
 * The keyboard on the picture: arrows walk the ports (with Shift they choose them together), Enter selects, then connects,
 * Delete disconnects, Esc backs out.
 */
export function useKeys(graph: Graph, places: Places, fit: () => void): (event: KeyboardEvent) => void {
  const flow = useReactFlow()
  return useCallback(
    (event) => {
      if (event.altKey || event.metaKey) return
      const row = (event.target as Element).closest<HTMLElement>('[data-port]')
      const onCanvas = row !== null || event.target === event.currentTarget
      if (!onCanvas) return
      const at = row?.dataset['port'] ?? canvasStore.getState().focus
      const { drag } = canvasStore.getState()
      const move = (id: Id | null): void => {
        if (id !== null) goTo(flow, graph, places, id)
      }
      const handled = (): void => {
        event.preventDefault()
        event.stopPropagation()
      }
      const way = ways[event.key]
      if (event.ctrlKey) {
        if (chosenByKey(graph, event.key, at)) handled()
        return
      }
      if (drag !== null && (event.key === 'Tab' || way !== undefined)) {
        handled()
        const back = event.key === 'Tab' ? event.shiftKey : way === 'up' || way === 'left'
        move(next(steps(graph), at, back))
      } else if (way !== undefined) {
        handled()
        const to =
          row === null || at === null ? (at ?? portsInOrder(graph)[0] ?? null) : neighbour(graph, places, at, way)
        if (event.shiftKey && to !== null) extend(graph, at, to)
        move(to)
      } else if ((event.key === 'Enter' || event.key === ' ') && row !== null && at !== null) {
        handled()
        enter(at)
      } else if ((event.key === 'Delete' || event.key === 'Backspace') && row !== null && at !== null) {
        if (graph.ports.get(at)?.kind !== 'receiver' || graph.links.get(at) === undefined) return
        handled()
        disconnect(at, anchorOf(at))
      } else if (event.key === 'Escape' && drag !== null) {
        handled()
        endConnecting()
      } else if (event.key === '+' || event.key === '=') void flow.zoomIn({ duration: GLIDE_MS })
      else if (event.key === '-') void flow.zoomOut({ duration: GLIDE_MS })
      else if (event.key === '0') fit()
    },
    [flow, graph, places, fit],
  )
}

/** The one after (or before) `at`, round and round. */
function next(ids: readonly Id[], at: Id | null, back: boolean): Id | null {
  const now = at === null ? -1 : ids.indexOf(at)
  if (ids.length === 0) return null
  const to = now < 0 ? (back ? ids.length - 1 : 0) : (now + (back ? -1 : 1) + ids.length) % ids.length
  return ids[to] ?? null
}

import type { Id } from '../../../../contract'
import { choose, select, toggleChosen, viewStore } from '../../../state/view'
import type { PortKind } from '../connectable'
import { drawnPorts } from './currentGraph'

type Clicked = { readonly ctrlKey: boolean; readonly metaKey: boolean; readonly shiftKey: boolean }

/** A click on a port: alone it shows it; with Ctrl it joins or leaves those chosen together, with Shift all up to it do. */
export function clickPort(port: { readonly kind: PortKind; readonly id: Id }, keys: Clicked): void {
  if (keys.shiftKey) chooseUpTo(port)
  else if (keys.ctrlKey || keys.metaKey) toggleChosen(port)
  else select(port)
}

/** Chooses the ports of a kind between the one that the panel shows and this one, in the order of the graph. */
export function chooseUpTo(port: { readonly kind: PortKind; readonly id: Id }): void {
  const { selected, selection } = viewStore.getState()
  const same = drawnPorts().filter(({ kind }) => kind === port.kind)
  const from = same.findIndex(({ id }) => id === selected?.id)
  const to = same.findIndex(({ id }) => id === port.id)
  if (from < 0 || to < 0) {
    toggleChosen(port)
    return
  }
  const between = same.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id)
  choose([...selection, ...between])
}

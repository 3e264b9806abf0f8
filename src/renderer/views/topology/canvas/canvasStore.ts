import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Id } from '../../../../contract'
import type { PortEnd } from '../connectable'
import type { Pairing } from '../pairs'

/** What the hand does on the canvas, beyond what other parts of the window need to know. */
export type Canvas = {
  /** The port under the pointer of a drag, or reached by key while connecting. */
  readonly hover: Id | null
  /** What a drop on that port would make of the ports chosen together; null where it is about two ports alone. */
  readonly pairing: Pairing | null
  /** The ports of those pairs. */
  readonly paired: ReadonlySet<Id> | null
  /** The port that Tab enters the picture at; arrows move it. */
  readonly focus: Id | null
  /** What is being dragged; `reconnects` names the receiver whose route is being pulled off. */
  readonly drag: { readonly from: PortEnd; readonly reconnects: Id | null; readonly by: 'pointer' | 'keys' } | null
  /** Why nothing came of the last drop on a port; null once it was long enough to be read. */
  readonly refusal: { readonly id: Id; readonly text: string } | null
  /** Routes (by receiver) and ports that belong to what is selected; null while nothing is. */
  readonly lit: { readonly links: ReadonlySet<Id>; readonly ports: ReadonlySet<Id> } | null
}

export const canvasStore = createStore<Canvas>(() => ({
  hover: null,
  pairing: null,
  paired: null,
  focus: null,
  drag: null,
  refusal: null,
  lit: null,
}))
export const useCanvas = <T>(select: (canvas: Canvas) => T): T => useStore(canvasStore, select)

/** Where the pointer is while it drags, CSS px of the window. Apart, because it changes at every move. */
type Pointer = { readonly at: { readonly x: number; readonly y: number } | null }
export const pointerStore = createStore<Pointer>(() => ({ at: null }))
export const usePointer = (): Pointer['at'] => useStore(pointerStore, (s) => s.at)

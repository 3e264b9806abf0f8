import type { Id } from '../../../contract'
import type { Anchor } from '../../state/sheet'
import { proposeActions, take } from '../../state/take'

/** A command to a device, as it is asked for. */
export type WantedCommand = {
  readonly deviceId: Id
  readonly module: string
  readonly command: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Opens the sheet with the plan of a command. `atOnce`: it is taken as soon as it is planned, where nothing speaks
 * against it; else, and wherever a yes is wanted, nothing is sent before the person takes it.
 */
export function sendCommand({ params, ...wanted }: WantedCommand, anchor: Anchor | null, atOnce: boolean): void {
  proposeActions([{ type: 'mqtt.command', ...wanted, params: { ...params } }], anchor)
  if (atOnce) take()
}

/** Where the sheet belongs that a button opens: beside it. */
export function anchorOf(element: Element): Anchor {
  const box = element.getBoundingClientRect()
  return { x: box.left, y: box.bottom - 8 }
}

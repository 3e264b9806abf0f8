import { leaveAround, leaveLast } from '../state/leaving'
import { backOut, takeStore } from '../state/take'
import { chooseNothing, viewStore } from '../state/view'

/** Whether keys belong to a list that a field has opened. */
const isListOpen = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches('[role="combobox"][aria-expanded="true"], [data-expanded]')

/** What is searched for is cleared first, by the field itself. */
const isSearch = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && target.type === 'search' && target.value !== ''

/** What opened itself over the page closes itself. */
const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], dialog') !== null

/** Whether a list was open when the key came: once it has gone through the page, the list has closed itself. */
let isOfList = false

/** To be told of each key before the page is. */
export function beforeEscape({ key, target }: KeyboardEvent): void {
  isOfList = key === 'Escape' && isListOpen(target)
}

/**
 * One step back: out of what is around the focus, of the sheet, of the field (so that the hotkeys are awake again), of
 * what was opened last, of what is chosen. False: there is nothing to leave, or what is open closes itself.
 * `typing`: whether the focus is in a field.
 */
export function escape(target: EventTarget | null, typing: boolean): boolean {
  if (isOfList || viewStore.getState().finder) return false
  if (leaveAround(target)) return true
  const { sheet, drag } = takeStore.getState()
  if (sheet !== null || drag !== null) {
    backOut()
    return true
  }
  if (typing && target instanceof HTMLElement) {
    if (isSearch(target)) return false
    target.blur()
    return true
  }
  if (isInDialog(target)) return false
  if (leaveLast()) return true
  if (viewStore.getState().selection.size === 0) return false
  chooseNothing()
  return true
}

/** How near to the edge of what scrolls around it something may come, px. */
const MARGIN = 16

/** What scrolls around an element, and cuts off what is beyond its edges. */
function scrollerOf(element: HTMLElement): HTMLElement {
  let around = element.parentElement
  while (around !== null && getComputedStyle(around).overflowY === 'visible') around = around.parentElement
  return around ?? document.documentElement
}

/**
 * Moves a list that opens below a field to the left, and above the field, where it would be cut off by what scrolls
 * around it. `data-opens` says which: `up` or `down`.
 */
export function keepInside(list: HTMLElement, field: HTMLElement): void {
  const room = scrollerOf(field).getBoundingClientRect()
  const at = field.getBoundingClientRect()
  const { width } = list.getBoundingClientRect()
  list.style.maxWidth = `${String(room.width - 2 * MARGIN)}px`
  const right = at.left + Math.min(width, room.width - 2 * MARGIN)
  list.style.left = `${String(Math.min(0, room.right - MARGIN - right))}px`
  const most = parseFloat(getComputedStyle(list).maxHeight)
  const below = room.bottom - at.bottom
  list.dataset.opens = below < most && at.top - room.top > below ? 'up' : 'down'
}

type Box = { readonly width: number; readonly height: number }

/** Room kept free around the sheet, CSS px: at the top for what is on air, at the bottom for the status bar. */
const MARGIN = { left: 64, top: 86, right: 16, bottom: 40 } as const
/** How far from the drop, so that what was dropped on stays visible. */
const AWAY = 18

/** Where the sheet goes: beside the drop, below it where there is room, never off the screen. */
export function placeSheet(
  anchor: { readonly x: number; readonly y: number } | null,
  sheet: Box,
  screen: Box,
): { readonly left: number; readonly top: number } {
  const want =
    anchor === null
      ? { left: (screen.width - sheet.width) / 2, top: screen.height - sheet.height - 80 }
      : { left: anchor.x + AWAY, top: anchor.y + AWAY }
  const right = screen.width - MARGIN.right - sheet.width
  const bottom = screen.height - MARGIN.bottom - sheet.height
  const overRight = anchor !== null && want.left > right
  return {
    left: Math.max(MARGIN.left, Math.min(overRight ? anchor.x - AWAY - sheet.width : want.left, right)),
    top: Math.max(MARGIN.top, Math.min(want.top, bottom)),
  }
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** Device-independent pixels. */
export const Bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
export type Bounds = z.infer<typeof Bounds>

export const WindowState = z.object({ bounds: Bounds, maximized: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

const preferred = { width: 1600, height: 1000 }
/** So much of the window must be on a display for a hand to reach it. */
const reachable = { width: 200, height: 80 }

function overlap(a: Bounds, b: Bounds): { readonly width: number; readonly height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}

/**
 * Where the window goes: where it was when a display is still there, else in the middle of the primary one, never bigger
 * than the display. `displays`: work areas, the primary one first.
 */
export function placeWindow(saved: WindowState | null, displays: readonly Bounds[]): WindowState {
  const home = displays.find((display) => {
    if (saved === null) return false
    const shared = overlap(saved.bounds, display)
    return shared.width >= reachable.width && shared.height >= reachable.height
  })
  if (saved !== null && home !== undefined) {
    const { bounds } = saved
    const width = Math.min(bounds.width, home.width)
    const height = Math.min(bounds.height, home.height)
    // Made smaller, it would be elsewhere; and its title bar must be below the display's upper edge.
    const x = width < bounds.width ? home.x : bounds.x
    const y = height < bounds.height ? home.y : Math.max(bounds.y, home.y)
    return { bounds: { x, y, width, height }, maximized: saved.maximized }
  }
  const primary = displays[0] ?? { x: 0, y: 0, ...preferred }
  const width = Math.min(preferred.width, primary.width)
  const height = Math.min(preferred.height, primary.height)
  return {
    bounds: {
      x: primary.x + Math.floor((primary.width - width) / 2),
      y: primary.y + Math.floor((primary.height - height) / 2),
      width,
      height,
    },
    maximized: saved?.maximized ?? false,
  }
}

/** The state that was kept; null when there is none or it cannot be read. */
export function readWindowState(path: string): WindowState | null {
  try {
    return WindowState.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/** Keeps the state; it is whole or the old one. @throws Error when the disk does not take it */
export function writeWindowState(path: string, state: WindowState): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify(state))
  renameSync(`${path}.new`, path)
}

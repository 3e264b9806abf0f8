import type { BrowserWindow } from 'electron'
import type { ElectronParts } from './electronParts'
import type { Schedule } from './kiosk'
import { safePreferences } from './security'
import type { ShellLogger } from './shellLogger'
import { placeWindow, readWindowState, writeWindowState } from './windowState'

/** The page's own ground, so that nothing flashes before it is drawn. */
const ground = '#10141a'
/** A window that is being dragged is written once it rests, ms. */
const rest = 500

/** Makes the window, hidden until there is something to see, where it was last time. */
export function makeWindow(parts: {
  readonly electron: Pick<ElectronParts, 'BrowserWindow' | 'screen'>
  readonly preload: string
  readonly icon: string
  readonly kiosk: boolean
  readonly statePath: string
}): BrowserWindow {
  const { BrowserWindow, screen } = parts.electron
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  const state = placeWindow(
    readWindowState(parts.statePath),
    [primary, ...others].map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: 800,
    minHeight: 500,
    title: 'Signalbox',
    icon: parts.icon,
    backgroundColor: ground,
    show: false,
    kiosk: parts.kiosk,
    fullscreen: parts.kiosk,
    autoHideMenuBar: true,
    webPreferences: safePreferences(parts.preload),
  })
  window.once('ready-to-show', () => {
    if (state.maximized && !parts.kiosk) window.maximize()
    window.show()
  })
  return window
}

/** Keeps where the window is, once it rests and when it closes. Returns a disposer. */
export function rememberWindow(
  window: BrowserWindow,
  parts: { readonly statePath: string; readonly schedule: Schedule; readonly logger: ShellLogger },
): () => void {
  let cancel: (() => void) | null = null
  const keep = (): void => {
    cancel?.()
    cancel = null
    if (window.isDestroyed() || window.isFullScreen()) return
    try {
      writeWindowState(parts.statePath, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    } catch (error) {
      parts.logger.warn('Where the window is cannot be kept.', { error })
    }
  }
  const soon = (): void => {
    cancel?.()
    cancel = parts.schedule(keep, rest)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', keep)
  return () => {
    cancel?.()
    cancel = null
  }
}

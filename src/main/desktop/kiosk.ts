import type { App, BrowserWindow, PowerSaveBlocker } from 'electron'
import type { ShellLogger } from './shellLogger'

/** Runs something later, ms; the answer takes it back. */
export type Schedule = (act: () => void, afterMs: number) => () => void

/** First wait after a crash and the longest, ms: a page that crashes at once must not spin. */
const firstWait = 250
const longestWait = 10_000
/** A page that has lived so long, ms, begins again with the first wait. */
const steady = 60_000

/**
 * Brings the page back when its process is gone or hangs, or when it could not be loaded, as often as that happens.
 * Returns a disposer.
 */
export function reviveOnCrash(
  window: BrowserWindow,
  parts: {
    readonly load: () => void
    readonly schedule: Schedule
    readonly now: () => number
    readonly logger: ShellLogger
  },
): () => void {
  let wait = firstWait
  let last = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null

  const revive = (why: string): void => {
    if (cancel !== null || window.isDestroyed()) return
    wait = parts.now() - last > steady ? firstWait : Math.min(wait * 2, longestWait)
    last = parts.now()
    parts.logger.error('The window failed; it comes back.', { why, afterMs: wait })
    cancel = parts.schedule(() => {
      cancel = null
      if (!window.isDestroyed()) parts.load()
    }, wait)
  }

  const { webContents } = window
  webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit') revive(details.reason)
  })
  // A load that another load took the place of (-3) did not fail.
  webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== -3) revive(description)
  })
  window.on('unresponsive', () => {
    // Its end is reported as render-process-gone, which brings it back.
    webContents.forcefullyCrashRenderer()
  })
  return () => {
    cancel?.()
    cancel = null
  }
}

/** A wall panel: the display stays on, and a window that somebody closed is opened again. Returns a disposer. */
export function keepKioskUp(parts: {
  readonly app: App
  readonly powerSaveBlocker: PowerSaveBlocker
  readonly reopen: () => void
}): () => void {
  const awake = parts.powerSaveBlocker.start('prevent-display-sleep')
  const reopen = (): void => {
    parts.reopen()
  }
  parts.app.on('window-all-closed', reopen)
  return () => {
    parts.app.off('window-all-closed', reopen)
    parts.powerSaveBlocker.stop(awake)
  }
}

import type { App, BrowserWindow } from 'electron'

/**
 * One shell per data folder (Electron's lock lies in `userData`): a second one brings the first to the front and ends.
 * Answers whether this is the first.
 */
export function claimSingleInstance(app: App, windowOf: () => BrowserWindow | null): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', () => {
    const window = windowOf()
    if (window === null) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  })
  return true
}

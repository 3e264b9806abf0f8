import type { App, Session, WebContents, WebPreferences } from 'electron'
import type { ShellLogger } from './shellLogger'

/** The page runs our own scripts and speaks to nobody but the engine, by its port. Styles are set inline by the controls. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

/** Of every window. */
export function safePreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    spellcheck: false,
  }
}

function guardOne(contents: WebContents, isOurPage: (url: string) => boolean, logger: ShellLogger): void {
  const stay = (event: { preventDefault: () => void }, url: string): void => {
    if (isOurPage(url)) return
    event.preventDefault()
    logger.warn('The page wanted to go elsewhere; it stays.', { url })
  }
  contents.on('will-navigate', (event) => {
    stay(event, event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    stay(event, event.url)
  })
  contents.on('will-redirect', (event) => {
    stay(event, event.url)
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    logger.warn('The page wanted to embed another one; it may not.')
  })
  contents.setWindowOpenHandler(({ url }) => {
    logger.warn('The page wanted a new window; it gets none.', { url })
    return { action: 'deny' }
  })
}

/** Whatever is created, now or later: no navigation away, no new windows, no embedded pages. */
export function guardContents(app: App, isOurPage: (url: string) => boolean, logger: ShellLogger): void {
  app.on('web-contents-created', (_event, contents) => {
    guardOne(contents, isOurPage, logger)
  })
}

/** The one thing a page may: put text that the person copies on the clipboard. It reads nothing from there. */
const copying = 'clipboard-sanitized-write'

/** No permissions but copying, no devices, no downloads, and no request to anywhere but our page. */
export function guardSession(
  session: Session,
  parts: {
    readonly isOurPage: (url: string) => boolean
    readonly mayLoad: (url: string) => boolean
    readonly logger: ShellLogger
  },
): void {
  const { isOurPage, mayLoad, logger } = parts
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = permission === copying && isOurPage(details.requestingUrl)
    if (!granted) logger.warn('The page asked for a permission; it gets none.', { permission })
    answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === copying && isOurPage(origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => {
    event.preventDefault()
  })
  session.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !mayLoad(details.url)
    if (cancel) logger.warn('The page asked for something from elsewhere; it gets nothing.', { url: details.url })
    answer({ cancel })
  })
}

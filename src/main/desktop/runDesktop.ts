import type { BrowserWindow } from 'electron'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '../../contract'
import type { DesktopEngine } from './desktopEngine'
import type { ElectronParts } from './electronParts'
import { keepKioskUp, reviveOnCrash, type Schedule } from './kiosk'
import { menuTemplate } from './menu'
import { quitInOrder } from './orderlyQuit'
import { handOverPorts } from './port'
import { announceScheme, pageOrigin, pageUrl, serveRenderer } from './rendererProtocol'
import { guardContents, guardSession } from './security'
import type { ShellLogger } from './shellLogger'
import { claimSingleInstance } from './singleInstance'
import { makeWindow, rememberWindow } from './window'

export type DesktopOptions = {
  readonly electron: ElectronParts
  /** Called once this is known to be the only instance. */
  readonly createEngine: () => DesktopEngine
  readonly kiosk: boolean
  /** The data folder; the shell's own things lie in `desktop/` below it. */
  readonly dataDir: string
  /** Folder of the built page, file of the built preload, file of the window's icon. */
  readonly paths: { readonly renderer: string; readonly preload: string; readonly icon: string }
  /** A development server's page instead of the built one; never when packaged. */
  readonly developmentUrl: string | null
  /** The name of the person at this machine, as its operating system knows it. */
  readonly userName: string
  readonly platform: NodeJS.Platform
  readonly schedule: Schedule
  /** Epoch ms. */
  readonly now: () => number
  readonly logger: ShellLogger
}

/** Who sits at the machine has its disk, and so may do everything. */
function localActor(userName: string): Actor {
  return { id: 'local', name: userName === '' ? 'Local operator' : userName, role: 'admin' }
}

function isBelow(url: string, origin: string): boolean {
  return url === origin || url.startsWith(`${origin}/`)
}

/**
 * The desktop: one instance, one engine, one window. Fulfilled when the window is there, or when this instance was the
 * second and ends. What goes wrong at the start is shown to the person, and the app ends with code 1.
 */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { electron, logger, kiosk, schedule } = options
  const { app } = electron
  const development = app.isPackaged ? null : options.developmentUrl
  const origin = development === null ? pageOrigin : new URL(development).origin
  const isOurPage = (url: string): boolean => isBelow(url, origin)
  const mayLoad = (url: string): boolean =>
    isBelow(url.replace(/^blob:/, ''), origin) ||
    url.startsWith('data:') ||
    (!app.isPackaged && url.startsWith('devtools:')) ||
    (development !== null && isBelow(url, origin.replace(/^http/, 'ws')))

  const ownFolder = join(options.dataDir, 'desktop')
  mkdirSync(ownFolder, { recursive: true })
  app.setPath('userData', ownFolder)
  app.enableSandbox()
  announceScheme(electron.protocol)

  let window: BrowserWindow | null = null
  if (!claimSingleInstance(app, () => window)) {
    logger.info('Signalbox is running with this data folder already; its window comes to the front.')
    app.quit()
    return
  }
  guardContents(app, isOurPage, logger)

  let engine: DesktopEngine | null = null
  let releaseWindow: () => void = () => undefined
  const disposers: (() => void)[] = []

  const open = (running: DesktopEngine): void => {
    const statePath = join(ownFolder, 'window.json')
    const { preload, icon } = options.paths
    const made = makeWindow({ electron, preload, icon, kiosk, statePath })
    window = made
    const load = (): void => {
      // A failed load is seen by did-fail-load, which tries again.
      made.loadURL(development ?? pageUrl).catch(() => undefined)
    }
    const { webContents } = made
    const ofWindow = [
      handOverPorts({
        contents: webContents,
        MessageChannelMain: electron.MessageChannelMain,
        engine: running,
        actor: localActor(options.userName),
        isOurPage,
      }),
      reviveOnCrash(made, { load, schedule, now: options.now, logger }),
      ...(kiosk ? [] : [rememberWindow(made, { statePath, schedule, logger })]),
    ]
    const release = (): void => {
      for (const dispose of ofWindow.splice(0)) dispose()
    }
    releaseWindow = release
    made.once('closed', () => {
      window = null
      release()
    })
    load()
  }

  const isEnding = quitInOrder(
    app,
    async () => {
      releaseWindow()
      for (const dispose of disposers.splice(0)) dispose()
      await engine?.stop()
    },
    logger,
  )

  await app.whenReady()
  guardSession(electron.session.defaultSession, { isOurPage, mayLoad, logger })
  if (development === null) disposers.push(serveRenderer(electron.protocol, options.paths.renderer))
  electron.Menu.setApplicationMenu(
    kiosk ? null : electron.Menu.buildFromTemplate(menuTemplate(options.platform, app.isPackaged)),
  )

  try {
    const created = options.createEngine()
    engine = created
    await created.start()
  } catch (error) {
    if (isEnding()) return
    logger.error('The engine did not start.', { error })
    electron.dialog.showErrorBox('Signalbox cannot start', error instanceof Error ? error.message : String(error))
    await engine?.stop().catch(() => undefined)
    app.exit(1)
    return
  }
  // The person may have quit while the engine was starting.
  if (isEnding()) return

  const running = engine
  if (kiosk) {
    const reopen = (): void => {
      if (!isEnding()) open(running)
    }
    disposers.push(keepKioskUp({ app, powerSaveBlocker: electron.powerSaveBlocker, reopen }))
  } else {
    app.on('window-all-closed', () => {
      if (options.platform !== 'darwin') app.quit()
    })
    app.on('activate', () => {
      if (window === null && !isEnding()) open(running)
    })
  }
  open(running)
}

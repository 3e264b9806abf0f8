import { EventEmitter } from 'node:events'
import type { ElectronParts } from '../../../src/main/desktop/electronParts'

/** Electron's edge in memory: what the shell asks of it is recorded, what it does to the shell is emitted. */
export class FakeContents extends EventEmitter {
  url = ''
  openWindow: ((details: { url: string }) => { action: string }) | null = null
  readonly posted: { readonly channel: string; readonly ports: readonly unknown[] }[] = []
  readonly crashes: number[] = []
  readonly getURL = (): string => this.url
  readonly setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }): void => {
    this.openWindow = handler
  }
  readonly postMessage = (channel: string, _message: unknown, ports: readonly unknown[]): void => {
    this.posted.push({ channel, ports })
  }
  readonly forcefullyCrashRenderer = (): void => {
    this.crashes.push(1)
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents()
  readonly loads: string[] = []
  readonly did: string[] = []
  bounds = { x: 10, y: 20, width: 900, height: 700 }
  maximized = false
  minimized = false
  destroyed = false
  constructor(readonly options: Record<string, unknown>) {
    super()
  }
  readonly loadURL = (url: string): Promise<void> => {
    this.loads.push(url)
    this.webContents.url = url
    return Promise.resolve()
  }
  readonly show = (): void => void this.did.push('show')
  readonly focus = (): void => void this.did.push('focus')
  readonly restore = (): void => void this.did.push('restore')
  readonly maximize = (): void => void this.did.push('maximize')
  readonly isMinimized = (): boolean => this.minimized
  readonly isMaximized = (): boolean => this.maximized
  readonly isFullScreen = (): boolean => false
  readonly isDestroyed = (): boolean => this.destroyed
  readonly getNormalBounds = (): typeof this.bounds => this.bounds
}

class FakePort extends EventEmitter {
  started = false
  closed = false
  readonly start = (): void => {
    this.started = true
  }
  readonly close = (): void => {
    this.closed = true
  }
}
export type { FakePort }

type Answer<T> = (answer: T) => void
class FakeSession extends EventEmitter {
  request: ((contents: unknown, permission: string, answer: Answer<boolean>, details: unknown) => void) | null = null
  check: ((contents: unknown, permission: string, origin: string) => boolean) | null = null
  device: (() => boolean) | null = null
  before: ((details: { url: string }, answer: Answer<{ cancel: boolean }>) => void) | null = null
  readonly setPermissionRequestHandler = (handler: typeof this.request): void => void (this.request = handler)
  readonly setPermissionCheckHandler = (handler: typeof this.check): void => void (this.check = handler)
  readonly setDevicePermissionHandler = (handler: typeof this.device): void => void (this.device = handler)
  readonly webRequest = { onBeforeRequest: (handler: typeof this.before): void => void (this.before = handler) }
}

class FakeApp extends EventEmitter {
  readonly did: string[] = []
  readonly paths = new Map<string, string>()
  /** Fulfilled when the app has ended: with its exit code. */
  readonly over: Promise<number>
  private end: (code: number) => void = () => undefined
  constructor(
    readonly isPackaged: boolean,
    private readonly first: boolean,
  ) {
    super()
    this.over = new Promise((resolve) => {
      this.end = resolve
    })
  }
  readonly whenReady = (): Promise<void> => Promise.resolve()
  readonly enableSandbox = (): void => void this.did.push('sandbox')
  readonly setPath = (name: string, path: string): void => void this.paths.set(name, path)
  readonly requestSingleInstanceLock = (): boolean => this.first
  readonly exit = (code: number): void => {
    this.end(code)
  }
  readonly quit = (): void => {
    let prevented = false
    this.emit('before-quit', {
      preventDefault: () => {
        prevented = true
      },
    })
    if (!prevented) this.end(0)
  }
}

export type FakeElectron = {
  readonly parts: ElectronParts
  readonly app: FakeApp
  readonly session: FakeSession
  readonly windows: FakeWindow[]
  readonly ports: { readonly port1: FakePort; readonly port2: FakePort }[]
  readonly menus: unknown[]
  readonly errors: string[]
  readonly schemes: unknown[]
  readonly handlers: Map<string, unknown>
  readonly awake: Set<number>
}

export function fakeElectron(options: { readonly packaged: boolean; readonly first: boolean }): FakeElectron {
  const app = new FakeApp(options.packaged, options.first)
  const session = new FakeSession()
  const windows: FakeWindow[] = []
  const ports: { port1: FakePort; port2: FakePort }[] = []
  const menus: unknown[] = []
  const errors: string[] = []
  const schemes: unknown[] = []
  const handlers = new Map<string, unknown>()
  const awake = new Set<number>()
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
  const parts = {
    app,
    session: { defaultSession: session },
    BrowserWindow: class extends FakeWindow {
      constructor(given: Record<string, unknown>) {
        super(given)
        windows.push(this)
        app.emit('web-contents-created', {}, this.webContents)
      }
    },
    MessageChannelMain: class {
      readonly port1 = new FakePort()
      readonly port2 = new FakePort()
      constructor() {
        ports.push(this)
      }
    },
    Menu: {
      setApplicationMenu: (menu: unknown) => menus.push(menu),
      buildFromTemplate: (template: unknown) => template,
    },
    dialog: { showErrorBox: (_title: string, text: string) => errors.push(text) },
    protocol: {
      registerSchemesAsPrivileged: (given: unknown) => schemes.push(given),
      handle: (scheme: string, handler: unknown) => handlers.set(scheme, handler),
      unhandle: (scheme: string) => handlers.delete(scheme),
    },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    powerSaveBlocker: { start: () => (awake.add(7), 7), stop: (id: number) => awake.delete(id) },
  }
  return {
    parts: parts as unknown as ElectronParts,
    app,
    session,
    windows,
    ports,
    menus,
    errors,
    schemes,
    handlers,
    awake,
  }
}

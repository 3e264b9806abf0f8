import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../../src/contract'
import type { DesktopEngine } from '../../../src/main/desktop/desktopEngine'
import { runDesktop, type DesktopOptions } from '../../../src/main/desktop/runDesktop'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { fakeElectron, type FakeElectron, type FakeWindow } from './fakeElectron'

let dataDir: string
let now: number
let waiting: { readonly act: () => void; readonly afterMs: number }[]
let did: string[]
let served: { readonly port: unknown; readonly actor: Actor }[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'signalbox-desktop-'))
  now = 0
  waiting = []
  did = []
  served = []
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const engine: DesktopEngine = {
  start: () => {
    did.push('start')
    return Promise.resolve()
  },
  stop: async () => {
    did.push('stopping')
    await Promise.resolve()
    did.push('stopped')
  },
  servePort: (port, actor) => {
    served.push({ port, actor })
    return () => {
      did.push('port ended')
    }
  },
}

const run = (electron: FakeElectron, more: Partial<DesktopOptions>): Promise<void> =>
  runDesktop({
    electron: electron.parts,
    createEngine: () => engine,
    kiosk: false,
    dataDir,
    paths: { renderer: '/r', preload: '/p.cjs', icon: '/i.png' },
    developmentUrl: null,
    userName: 'ada',
    platform: 'linux',
    schedule: (act, afterMs) => {
      const entry = { act, afterMs }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter((other) => other !== entry)
      }
    },
    now: () => now,
    logger: silentLogger,
    ...more,
  })

const runTimers = (): number[] => {
  const due = waiting.splice(0)
  for (const { act } of due) act()
  return due.map(({ afterMs }) => afterMs)
}
const onlyWindow = (electron: FakeElectron): FakeWindow => {
  expect(electron.windows).toHaveLength(1)
  const [window] = electron.windows
  if (window === undefined) throw new Error('There is no window.')
  return window
}
const prevented = (emit: (event: { preventDefault: () => void; url: string }) => void, url: string): boolean => {
  let answer = false
  emit({ url, preventDefault: () => (answer = true) })
  return answer
}

describe('the start', () => {
  test('makes one safe window on our own page, with the engine running', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, { developmentUrl: 'http://localhost:5173/' })
    const window = onlyWindow(electron)
    expect(did).toEqual(['start'])
    expect(electron.app.did).toContain('sandbox')
    expect(electron.app.paths.get('userData')).toBe(join(dataDir, 'desktop'))
    expect(electron.handlers.has('app')).toBe(true)
    expect(window.loads).toEqual(['app://signalbox/'])
    expect(window.options).toMatchObject({ show: false, kiosk: false })
    expect(window.options['webPreferences']).toMatchObject({
      preload: '/p.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
    })
    window.emit('ready-to-show')
    expect(window.did).toEqual(['show'])
    expect(JSON.stringify(electron.menus)).not.toContain('toggleDevTools')
  })

  test('in development the page comes from its server', async () => {
    const electron = fakeElectron({ packaged: false, first: true })
    await run(electron, { developmentUrl: 'http://localhost:5173/' })
    expect(onlyWindow(electron).loads).toEqual(['http://localhost:5173/'])
    expect(electron.handlers.size).toBe(0)
  })

  test('of a second instance ends it and brings the first to the front', async () => {
    const second = fakeElectron({ packaged: true, first: false })
    await run(second, {})
    expect(await second.app.over).toBe(0)
    expect(second.windows).toEqual([])
    expect(did).toEqual([])

    const first = fakeElectron({ packaged: true, first: true })
    await run(first, {})
    const window = onlyWindow(first)
    window.minimized = true
    first.app.emit('second-instance')
    expect(window.did).toEqual(['restore', 'show', 'focus'])
  })

  test('that fails is shown with its sentence and ends the app', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    const failing = { ...engine, start: () => Promise.reject(new Error('Another Signalbox (process 7) is using it.')) }
    await run(electron, { createEngine: () => failing })
    expect(electron.errors).toEqual(['Another Signalbox (process 7) is using it.'])
    expect(await electron.app.over).toBe(1)
    expect(electron.windows).toEqual([])
    expect(did).toEqual(['stopping', 'stopped'])
  })
})

describe('the page', () => {
  test('stays where it is, opens nothing, embeds nothing', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, {})
    const { webContents } = onlyWindow(electron)
    for (const [url, refused] of [
      ['https://example.com/', true],
      ['app://signalbox.example/', true],
      ['file:///etc/passwd', true],
      ['app://signalbox/', false],
    ] as const) {
      for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'])
        expect(prevented((event) => webContents.emit(name, event), url)).toBe(refused)
    }
    expect(prevented((event) => webContents.emit('will-attach-webview', event), '')).toBe(true)
    expect(webContents.openWindow?.({ url: 'app://signalbox/' })).toEqual({ action: 'deny' })
  })

  test('gets no permission but copying, no device, no download, nothing from elsewhere', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, {})
    const { session } = electron
    const asked = (permission: string, requestingUrl: string): boolean => {
      let answer = true
      session.request?.(null, permission, (given) => (answer = given), { requestingUrl })
      expect(session.check?.(null, permission, requestingUrl)).toBe(answer)
      return answer
    }
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'hid', 'openExternal'])
      expect(asked(permission, 'app://signalbox/')).toBe(false)
    expect(asked('clipboard-sanitized-write', 'https://example.com/')).toBe(false)
    expect(asked('clipboard-sanitized-write', 'app://signalbox/')).toBe(true)
    expect(session.device?.()).toBe(false)
    expect(prevented((event) => session.emit('will-download', event), '')).toBe(true)
    const cancelled = (url: string): boolean | null => {
      let answer: boolean | null = null
      session.before?.({ url }, ({ cancel }) => (answer = cancel))
      return answer
    }
    for (const url of [
      'http://127.0.0.1:8484/',
      'https://cdn.example/x.js',
      'file:///etc/passwd',
      'devtools://x',
      'ws://h/',
    ])
      expect(cancelled(url)).toBe(true)
    for (const url of ['app://signalbox/a.js', 'blob:app://signalbox/1-2', 'data:image/png;base64,AA'])
      expect(cancelled(url)).toBe(false)
  })

  test('is given a port as the local admin, a new one at each load, and loses it when it goes', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, {})
    const { webContents } = onlyWindow(electron)
    webContents.emit('did-finish-load')
    expect(served.map(({ actor }) => actor)).toEqual([{ id: 'local', name: 'ada', role: 'admin' }])
    expect(served[0]?.port).toBe(electron.ports[0]?.port1)
    expect(electron.ports[0]?.port1.started).toBe(true)
    expect(webContents.posted).toEqual([{ channel: 'signalbox-port', ports: [electron.ports[0]?.port2] }])
    webContents.emit('did-finish-load')
    expect(did).toEqual(['start', 'port ended'])
    expect(electron.ports.map(({ port1 }) => port1.closed)).toEqual([true, false])
    webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(electron.ports.map(({ port1 }) => port1.closed)).toEqual([true, true])
    webContents.url = 'https://example.com/'
    webContents.emit('did-finish-load')
    expect(served).toHaveLength(2)
  })
})

describe('the window', () => {
  test('is remembered once it rests and when it closes', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, {})
    const window = onlyWindow(electron)
    const file = join(dataDir, 'desktop', 'window.json')
    window.emit('move')
    window.emit('resize')
    expect(waiting).toHaveLength(1)
    expect(existsSync(file)).toBe(false)
    runTimers()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bounds: window.bounds, maximized: false })
    window.maximized = true
    window.emit('close')
    const again = fakeElectron({ packaged: true, first: true })
    await run(again, {})
    expect(onlyWindow(again).options).toMatchObject(window.bounds)
    onlyWindow(again).emit('ready-to-show')
    expect(onlyWindow(again).did).toEqual(['maximize', 'show'])
  })

  test('comes back when its page crashes, ever more slowly, and quickly again after a steady while', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, {})
    const window = onlyWindow(electron)
    const crash = (): number[] => {
      window.webContents.emit('render-process-gone', {}, { reason: 'oom' })
      window.webContents.emit('did-fail-load', {}, -2, 'FAILED', '', true)
      return runTimers()
    }
    expect([crash(), crash(), crash()]).toEqual([[250], [500], [1000]])
    for (let i = 0; i < 10; i++) crash()
    expect(crash()).toEqual([10_000])
    now += 61_000
    expect(crash()).toEqual([250])
    expect(window.loads).toHaveLength(16)
    window.emit('unresponsive')
    expect(window.webContents.crashes).toHaveLength(1)
    window.webContents.emit('did-fail-load', {}, -3, 'ABORTED', '', true)
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
    expect(waiting).toEqual([])
  })

  test('closed ends the app, except on macOS, where it can be opened again', async () => {
    const linux = fakeElectron({ packaged: true, first: true })
    await run(linux, {})
    onlyWindow(linux).emit('closed')
    linux.app.emit('window-all-closed')
    expect(await linux.app.over).toBe(0)

    const mac = fakeElectron({ packaged: true, first: true })
    await run(mac, { platform: 'darwin' })
    mac.app.emit('activate')
    expect(mac.windows).toHaveLength(1)
    mac.windows[0]?.emit('closed')
    mac.app.emit('window-all-closed')
    mac.app.emit('activate')
    expect(mac.windows).toHaveLength(2)
  })

  test('of a kiosk is full screen, without a menu, keeps the display on and opens again', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, { kiosk: true })
    expect(onlyWindow(electron).options).toMatchObject({ kiosk: true, fullscreen: true })
    expect(electron.menus).toEqual([null])
    expect(electron.awake.size).toBe(1)
    onlyWindow(electron).emit('closed')
    electron.app.emit('window-all-closed')
    expect(electron.windows).toHaveLength(2)
    electron.app.quit()
    expect(await electron.app.over).toBe(0)
    expect(electron.awake.size).toBe(0)
    electron.app.emit('window-all-closed')
    expect(electron.windows).toHaveLength(2)
  })
})

describe('quitting', () => {
  test('takes the port back, stops the engine once, and then ends', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, {})
    const window = onlyWindow(electron)
    window.webContents.emit('did-finish-load')
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    window.webContents.emit('did-finish-load')
    did = []
    electron.app.quit()
    electron.app.quit()
    expect(await electron.app.over).toBe(0)
    expect(did).toEqual(['port ended', 'stopping', 'stopped'])
    expect(waiting).toEqual([])
    window.emit('closed')
    expect(did).toHaveLength(3)
  })

  test('ends also when the engine cannot stop in order', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    await run(electron, { createEngine: () => ({ ...engine, stop: () => Promise.reject(new Error('stuck')) }) })
    electron.app.quit()
    expect(await electron.app.over).toBe(0)
  })

  test('while the engine starts opens no window', async () => {
    const electron = fakeElectron({ packaged: true, first: true })
    const slow: DesktopEngine = {
      ...engine,
      start: () => {
        electron.app.quit()
        return Promise.resolve()
      },
    }
    await run(electron, { createEngine: () => slow })
    expect(await electron.app.over).toBe(0)
    expect(electron.windows).toEqual([])
    expect(did).toEqual(['stopping', 'stopped'])
  })
})

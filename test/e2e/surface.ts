import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type Page } from 'playwright'
import { describe } from 'vitest'
import { launchBrowser, viewport } from '../support/browser'
import { root } from '../support/childProcess'
import { startHost, type HostProcess } from '../support/host'

/** A control room in front of which a person sits. */
export type ControlRoom = {
  readonly page: Page
  /** The host behind the page; null where the window has its engine in itself. */
  readonly host: HostProcess | null
  readonly close: () => Promise<void>
}

/** A way to sit in front of Signalbox. */
export type Surface = {
  readonly name: string
  /** Why it cannot be had on this machine, as a sentence; null where it can. */
  readonly lacking: string | null
  /** Opens the room on these registries; with none it brings its own lab plant. */
  readonly open: (registries: readonly string[]) => Promise<ControlRoom>
}

const browser: Surface = {
  name: 'in the browser',
  lacking: null,
  async open(registries) {
    const host = await startHost({ registries, data: null, flags: [] })
    const chromium = await launchBrowser()
    const page = await chromium.newPage({ viewport, reducedMotion: 'reduce' })
    page.on('pageerror', (error) => {
      console.error(`The page failed: ${error.message}`)
    })
    await page.goto(host.signIn)
    return {
      page,
      host,
      async close() {
        await chromium.close()
        await host.stop()
      },
    }
  },
}

const electron = electronRuntime()

const desktop: Surface = {
  name: 'in the desktop window',
  lacking: whyNoDesktop(),
  async open(registries) {
    const data = mkdtempSync(join(tmpdir(), 'signalbox-'))
    const sources = registries.flatMap((url) => ['--registry', url])
    const app = await _electron.launch({
      executablePath: electron ?? '',
      args: [root, '--data', data, ...sources, ...(sources.length > 0 ? ['--no-lab'] : [])],
    })
    const page = await app.firstWindow()
    await page.setViewportSize(viewport)
    return {
      page,
      host: null,
      async close() {
        await app.close()
        rmSync(data, { recursive: true, force: true })
      },
    }
  },
}

/** Describes the same tasks for every way to sit in front of Signalbox; one that cannot be had is skipped, and says why. */
export function describeTasks(title: string, tasks: (surface: Surface) => void): void {
  for (const surface of [browser, desktop]) {
    const reason = surface.lacking
    if (reason === null) {
      describe(`${title}, ${surface.name}`, () => {
        tasks(surface)
      })
    } else {
      console.info(`Skipped ${surface.name}: ${reason}.`)
      describe.skip(`${title}, ${surface.name} (skipped: ${reason})`, () => {
        tasks(surface)
      })
    }
  }
}

function electronRuntime(): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(path) ? path : null
}

function whyNoDesktop(): string | null {
  if (electron === null) return 'no Electron runtime is here'
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display'
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root'
  return null
}

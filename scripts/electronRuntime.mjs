import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './requirements.mjs'

const folder = join(root, 'node_modules', 'electron')

/** How long the runtime's own installer may take, ms. */
const fetchLimitMs = 180_000

/** Why no desktop window can be opened on this machine, as a sentence; null where one can. */
export function whyNoWindow() {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!hasDisplay) return 'There is no display here.'
  if (process.platform === 'linux' && process.getuid() === 0) return 'The desktop window does not run as root.'
  return null
}

/** The path of the Electron executable, or null where it is not there. Nothing is downloaded. */
export function electronRuntime() {
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const path = elsewhere ? join(elsewhere, name ?? 'electron') : name && join(folder, 'dist', name)
  return path && existsSync(path) ? path : null
}

/** Lets Electron's own installer fetch the runtime. Its path, or null where that did not work. */
export function fetchElectronRuntime() {
  console.error('Fetching the Electron runtime, once …')
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: fetchLimitMs })
  return electronRuntime()
}

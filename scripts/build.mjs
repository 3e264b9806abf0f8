import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, root } from './requirements.mjs'

/** What one build makes; it is stale when any of these is missing or older than any of the sources. */
const made = ['main/electron.js', 'main/host.js', 'main/lab.js', 'preload/bridge.cjs', 'renderer/index.html']
const sources = ['src', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.json']

/** The built file of an entry: `builtEntry('host')` is out/main/host.js. */
export const builtEntry = (name) => join(root, 'out', 'main', `${name}.js`)

/**
 * Builds when out/ is not up to date. What the build says goes to the error output, so that the output of what runs next
 * stays its own. Ends the process where the build fails.
 */
export function ensureBuilt() {
  if (!isStale()) return
  console.error('Building Signalbox …')
  const began = Date.now()
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) giveUp(`${stdout}${stderr}\nThe build failed; the reason is above. Nothing was started.`)
  console.error(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s.`)
}

function isStale() {
  const files = made.map((file) => join(root, 'out', file))
  if (!files.every((file) => existsSync(file))) return true
  const oldest = Math.min(...files.map((file) => statSync(file).mtimeMs))
  return sources.some((source) => newest(join(root, source)) > oldest)
}

/** The newest change of a file, or of anything in a folder, epoch ms. A folder's own time tells of deletions. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

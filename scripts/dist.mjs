import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { makeElectronNative } from './electronNative.mjs'
import { electronRuntime } from './electronRuntime.mjs'
import { checkRequirements, giveUp, root } from './requirements.mjs'

/** `npm run dist`: the packages for this operating system. Flags are passed on to electron-builder. */
const answerLimitMs = 15_000
const systems = {
  linux: ['--linux', '-l'],
  win32: ['--windows', '--win', '-w'],
  darwin: ['--mac', '-m', '-o', '--macos'],
}

checkRequirements()
const flags = process.argv.slice(2)
const foreign = Object.entries(systems).find(([name, words]) => name !== process.platform && asks(words))
if (foreign !== undefined) {
  giveUp(
    `Packages for ${foreign[0]} are made on ${foreign[0]}: the SQLite addon is compiled for the machine it is made on.`,
  )
}

const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
const archive = `electron-v${version}-${process.platform}-${process.arch}.zip`
const obstacle = isCached() || electronRuntime() !== null ? null : await whyNoDownload()
if (obstacle !== null) {
  giveUp(
    `No packages can be made here: the Electron runtime ${archive} is not on this machine and ${obstacle}. ` +
      'Run this where GitHub can be reached, or point ELECTRON_MIRROR at a copy of its releases.',
  )
}

ensureBuilt()
makeElectronNative(version)
const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
const { status } = spawnSync(process.execPath, [builder, ...runtimeFlags(), ...flags], { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)

function asks(words) {
  return flags.some((flag) => words.includes(flag))
}

/** The runtime that is unpacked already serves, when its archive is not there. */
function runtimeFlags() {
  if (isCached() || electronRuntime() === null) return []
  return [
    `-c.electronDist=${process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist')}`,
  ]
}

/** Whether Electron's own cache has the archive; it lies in a folder named after where it came from. */
function isCached() {
  const folder = process.env.electron_config_cache ?? defaultCache()
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => file.endsWith(archive))
}

function defaultCache() {
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'electron', 'Cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'electron')
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'electron')
}

/** Why the archive cannot be fetched, as the end of a sentence; null when its host has it. */
async function whyNoDownload() {
  const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/'
  const url = `${mirror}v${version}/${archive}`
  try {
    const { host } = new URL(url)
    const signal = AbortSignal.timeout(answerLimitMs)
    const response = await fetch(url, { method: 'HEAD', signal })
    return response.ok ? null : `${host} does not give it (${response.status})`
  } catch (error) {
    const reason = error.cause?.code ?? error.cause?.message ?? error.message
    return `${URL.canParse(url) ? new URL(url).host : mirror} cannot be reached (${reason})`
  }
}

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtEntry, ensureBuilt } from './build.mjs'
import { electronRuntime, fetchElectronRuntime, whyNoWindow } from './electronRuntime.mjs'
import { runInstead } from './forward.mjs'
import { checkRequirements, root } from './requirements.mjs'

/** `npm start`: the desktop window where there can be one, else the host. Flags are passed on. */
checkRequirements()
ensureBuilt()

const flags = process.argv.slice(2)
const obstacle = whyNoWindow()
const electron = obstacle === null ? (electronRuntime() ?? fetchElectronRuntime()) : null

if (electron !== null && addonIsMade()) {
  runInstead(electron, [root, ...flags], { cwd: root })
} else {
  const reason =
    obstacle ?? (electron === null ? 'The Electron runtime cannot be had here.' : 'Its SQLite addon is lacking.')
  console.log(`${reason} Signalbox starts as a host for the browser.`)
  runInstead(process.execPath, [builtEntry('host'), ...flags], { cwd: process.cwd() })
}

/** Makes the SQLite addon for Electron where it is not there yet; in a process of its own, since it may give up. */
function addonIsMade() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
  const make = `import('./scripts/electronNative.mjs').then((it) => it.makeElectronNative(${JSON.stringify(version)}))`
  return spawnSync(process.execPath, ['--eval', make], { cwd: root, stdio: 'inherit' }).status === 0
}

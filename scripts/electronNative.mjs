import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, root } from './requirements.mjs'

/** How long fetching or compiling the addon may take, ms. */
const limitMs = 900_000

/**
 * Makes the SQLite addon for Electron as out/native/better_sqlite3.node, from a copy, so that the one for Node stays as
 * it is. Ends the process with a sentence where that does not work.
 */
export function makeElectronNative(electronVersion) {
  const source = join(root, 'node_modules', 'better-sqlite3')
  const target = join(root, 'out', 'native')
  const addon = join(target, 'better_sqlite3.node')
  const stamp = join(target, 'made-for')
  const wanted = `${readVersion(source)} electron ${electronVersion} ${process.platform} ${process.arch}`
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  const workshop = join(root, 'out', 'native-build')
  const copy = join(workshop, 'node_modules', 'better-sqlite3')
  rmSync(workshop, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  cpSync(source, copy, { recursive: true, filter: (path) => path !== join(source, 'build') })
  const dependencies = { 'better-sqlite3': readVersion(source) }
  writeFileSync(
    join(workshop, 'package.json'),
    JSON.stringify({ name: 'native-build', version: '0.0.0', dependencies }),
  )

  console.error('Making the SQLite addon for Electron …')
  const rebuild = join(root, 'node_modules', '@electron', 'rebuild', 'lib', 'cli.js')
  const flags = ['--version', electronVersion, '--module-dir', workshop, '--only', 'better-sqlite3', '--force']
  const { status, stdout, stderr } = spawnSync(process.execPath, [rebuild, ...flags], {
    cwd: workshop,
    encoding: 'utf8',
    timeout: limitMs,
  })
  const made = join(copy, 'build', 'Release', 'better_sqlite3.node')
  if (status !== 0 || !existsSync(made)) {
    giveUp(`${stdout}${stderr}\nThe SQLite addon for Electron could not be made; the reason is above.`)
  }
  mkdirSync(target, { recursive: true })
  copyFileSync(made, addon)
  writeFileSync(stamp, wanted)
  rmSync(workshop, { recursive: true, force: true })
}

const readVersion = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version

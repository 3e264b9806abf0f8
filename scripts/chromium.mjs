import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './requirements.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  ...(process.env.PATH ?? '').split(delimiter),
]
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

const downloadLimitMs = 180_000
const installLimitMs = 600_000

/**
 * The path of a Chromium that really starts: `CHROMIUM_PATH`, else one found on the machine, else Playwright's own (fetched
 * when it is not there), else, as root on Debian, the distribution's. Null, and sentences on the error output, where none is.
 */
export async function obtainChromium() {
  const { chromium } = await import('playwright')
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (await starts(chromium, given)) return given
    console.error(`CHROMIUM_PATH is ${given}, and that does not start.`)
    return null
  }
  const own = chromium.executablePath()
  return (
    (await firstThatStarts(chromium, [...onMachine(), own])) ??
    (fetchPlaywrights() ? await firstThatStarts(chromium, [own]) : null) ??
    (installDebians() ? await firstThatStarts(chromium, onMachine()) : null)
  )
}

const onMachine = () => [...places.flatMap((place) => names.map((name) => join(place, name))), ...elsewhere]

async function firstThatStarts(chromium, paths) {
  for (const path of new Set(paths)) {
    if (existsSync(path) && (await starts(chromium, path))) return path
  }
  return null
}

/** A file that is there need not run: libraries may be lacking, or it is a stub that wants a snap. */
async function starts(chromium, executablePath) {
  try {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 30_000 })
    await browser.close()
    return true
  } catch {
    return false
  }
}

function fetchPlaywrights() {
  console.error('No Chromium is on this machine. Fetching Playwright’s own …')
  const cli = join(root, 'node_modules', 'playwright', 'cli.js')
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: downloadLimitMs,
  })
  return status === 0
}

function installDebians() {
  const isRoot = process.platform === 'linux' && process.getuid() === 0
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false
  console.error('Installing chromium and mosquitto from the distribution …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: ['ignore', 'ignore', 'inherit'], timeout: installLimitMs, env }
  spawnSync('apt-get', ['update'], options)
  return spawnSync('apt-get', ['install', '-y', 'chromium', 'mosquitto'], options).status === 0
}

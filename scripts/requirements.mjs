import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, with no slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Says `message` and ends the process. */
export function giveUp(message, code = 1) {
  console.error(message)
  process.exit(code)
}

/** Ends the process with a sentence where Node is too old or the packages are not installed. */
export function checkRequirements() {
  const wanted = packageJson.engines.node.replace(/[^0-9.]/g, '')
  if (isOlder(process.versions.node, wanted)) {
    giveUp(`Signalbox needs Node ${wanted} or newer, and this is ${process.versions.node}. Install a newer Node.`)
  }
  if (!existsSync(join(root, 'node_modules', 'electron-vite', 'package.json'))) {
    giveUp('The packages are not installed here yet. Run: npm ci')
  }
}

function isOlder(version, wanted) {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number))
  for (let i = 0; i < b.length; i += 1) if (a[i] !== b[i]) return a[i] < b[i]
  return false
}

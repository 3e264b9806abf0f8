import { spawn } from 'node:child_process'
import { checkRequirements } from './requirements.mjs'

/** `npm run check`: types, lint, layers and format, two at a time; what each says comes when it has ended. */
checkRequirements()
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
// The longest goes alone beside the others.
const lanes = [['check:lint'], ['check:types', 'check:layers', 'check:format']]

function run(script) {
  return new Promise((resolve) => {
    const child = spawn(npm, ['run', '--silent', script], { shell: process.platform === 'win32' })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk))
    child.once('error', (error) => said.push(Buffer.from(`${error.message}\n`)))
    child.once('close', (code) => {
      console.log(`${script}: ${code === 0 ? 'in order' : 'not in order'}`)
      process.stdout.write(Buffer.concat(said))
      resolve(code === 0)
    })
  })
}

async function lane(scripts) {
  const found = []
  for (const script of scripts) found.push(await run(script))
  return found
}

const found = (await Promise.all(lanes.map(lane))).flat()
process.exit(found.every(Boolean) ? 0 : 1)

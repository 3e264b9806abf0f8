import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../support/childProcess'
import { until } from '../support/until'

const data = mkdtempSync(join(tmpdir(), 'signalbox-start-'))
afterAll(() => {
  rmSync(data, { recursive: true, force: true })
})

/** A machine without a display, whatever this one has. */
const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...bare } = process.env

test.skipIf(process.platform !== 'linux')(
  'npm start without a display says so, prints an address, and ends when told',
  async () => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), '--port', '0', '--data', data], {
      env: bare,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', resolve)
    })
    await until(
      () => said,
      (text) => text.includes('SIGNALBOX_READY'),
      120_000,
    )
    expect(said).toContain('There is no display here.')
    const address = /http:\/\/127\.0\.0\.1:\d+\/\S*token=\S+/.exec(said)?.[0] ?? ''
    const page = await fetch(address)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<div id="root">')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  },
)

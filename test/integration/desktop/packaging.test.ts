import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const root = join(import.meta.dirname, '../../..')
const require = createRequire(import.meta.url)
let empty: string
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), 'signalbox-dist-'))
})
afterEach(() => {
  rmSync(empty, { recursive: true, force: true })
})

/** Runs `npm run dist` where no runtime is, with what would be downloaded coming from `mirror`. */
async function dist(mirror: string, flags: readonly string[]): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'dist.mjs'), ...flags], {
    env: {
      ...process.env,
      ELECTRON_MIRROR: mirror,
      electron_config_cache: empty,
      ELECTRON_OVERRIDE_DIST_PATH: join(empty, 'nothing'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [unknown]
  return { code, said }
}

test('where no runtime can be had, dist fails before it builds, with one sentence that says why', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const mirror = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/`
  const refused = await dist(mirror, [])
  expect(refused.code).toBe(1)
  expect(refused.said).toMatch(/^No packages can be made here: the Electron runtime .* does not give it \(404\)\..*\n$/)
  server.close()
  await once(server, 'close')

  const silent = await dist(mirror, [])
  expect(silent.code).toBe(1)
  expect(silent.said).toMatch(/^No packages can be made here: .* cannot be reached \(ECONNREFUSED\)\..*\n$/)
})

test('packages for another operating system are refused', async () => {
  const foreign = process.platform === 'win32' ? '--linux' : '--win'
  const { code, said } = await dist('http://127.0.0.1:9/', [foreign])
  expect(code).toBe(1)
  expect(said).toMatch(/^Packages for \w+ are made on \w+:.*\n$/)
})

const Config = z.object({
  linux: z.object({ target: z.array(z.string()), icon: z.string() }),
  win: z.object({ target: z.array(z.string()), icon: z.string() }),
  mac: z.object({ target: z.array(z.string()), icon: z.string() }),
})

test('the packager takes its configuration, and the icons are those it wants', async () => {
  const given: unknown = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
    validateConfiguration: (config: unknown, log: unknown) => Promise<void>
  }
  const { DebugLogger } = require('builder-util') as { DebugLogger: new (on: boolean) => unknown }
  await validateConfiguration(given, new DebugLogger(false))
  await expect(validateConfiguration({ ...(given as object), nonsense: 1 }, new DebugLogger(false))).rejects.toThrow()

  const { linux, win, mac } = Config.parse(given)
  expect([linux.target, win.target, mac.target]).toEqual([['AppImage', 'deb'], ['nsis'], ['dmg']])
  const ico = readFileSync(join(root, win.icon))
  const edges = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => ico.readUInt8(6 + 16 * i) || 256)
  expect(edges).toContain(256)
  const icns = readFileSync(join(root, mac.icon))
  expect([icns.toString('ascii', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
    const png = readFileSync(join(root, linux.icon, `${size}x${size}.png`))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
  }
})

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { get, until } from './nodeClient'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let folder = ''

beforeAll(async () => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  folder = mkdtempSync(join(root, 'node_modules/.cache/lab-'))
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: { ssr: 'src/lab/main.ts', outDir: folder, emptyOutDir: false, target: 'node20' },
  })
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** A lab process, what it says, and how it ends. */
function run(
  args: readonly string[],
  ipc: boolean,
): { child: ChildProcess; said: () => string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(folder, 'main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  })
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<Ended>((resolve) => {
    // After a disconnect by the parent Node gives no 'close'.
    child.once(ipc ? 'exit' : 'close', (code) => {
      resolve({ code, out, err })
    })
  })
  return { child, said: () => out, ended }
}

type Ready = { registry: string; control: string; nodes: number; mqtt: string; dns: string }

const readyOf = (text: string): Ready => JSON.parse(text.trim().split('\n').at(-1) ?? '') as Ready

describe('the lab as a process', () => {
  test('says one line for people and one of JSON, and ends at SIGTERM', async () => {
    const { child, said, ended } = run([], false)
    await until(
      () => Promise.resolve(said()),
      (text) => text.split('\n').length > 2,
    )
    const ready = readyOf(said())
    expect(ready.nodes).toBe(14)
    expect((await get(`${ready.registry}v1.3/senders?paging.limit=1`)).status).toBe(200)
    expect((await get(`${ready.control}/state`)).status).toBe(200)
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  test('tells its parent when it is ready, and ends with it', async () => {
    const { child, ended } = run(['--senders', '20', '--receivers', '20', '--nodes', '2', '--page-limit', '2'], true)
    const ready = await new Promise<Ready>((resolve) => {
      child.once('message', (message) => {
        resolve(message as Ready)
      })
    })
    expect(ready.nodes).toBe(2)
    const page = await get(`${ready.registry}v1.3/senders?paging.limit=100`)
    expect(page.headers.get('x-paging-limit')).toBe('2')
    child.disconnect()
    expect((await ended).code).toBe(0)
  })

  test('has as many MQTT devices as it is told to, and says where they are', async () => {
    const flags = ['--profile', 'small', '--decoders', '2', '--spares', '1', '--mqtt-user', 'u', '--mqtt-password', 'p']
    const { child, said, ended } = run(flags, false)
    await until(
      () => Promise.resolve(said()),
      (text) => text.split('\n').length > 2,
    )
    const ready = readyOf(said())
    expect(ready.dns).toMatch(/^127\.0\.0\.1:\d+$/)
    const { body } = await get(`${ready.control}/state`)
    const { url, devices } = (body as { mqtt: { url: string; devices: { id: string; connected: boolean }[] } }).mqtt
    expect(url).toBe(ready.mqtt)
    expect(devices.map(({ id, connected }) => [id, connected])).toEqual([
      ['rpi-01', true],
      ['rpi-02', true],
      ['spare-1', true],
    ])
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  const wrong: readonly (readonly [string[], string])[] = [
    [['--bogus'], '--bogus'],
    [['--nodes', 'many'], '--nodes'],
    [['--profile', 'moon'], '--profile'],
    [['--profile', 'lab', '--senders', '3'], '--profile'],
    [['--senders', '40000'], '50000'],
    [['--faults', 'nowhere.json'], 'nowhere.json'],
    [['--mqtt', 'http://broker.example'], 'mqtt://'],
    [['--mqtt-user', 'lab'], '--mqtt-password'],
    [['--decoders', '2000'], 'decoders'],
  ]

  test.each(wrong)('%j is refused with code 2', async (args, word) => {
    const { code, err } = await run(args, false).ended
    expect(code).toBe(2)
    expect(err).toContain(word)
  })

  test('a faults file with a verb that is none is refused', async () => {
    const file = join(folder, 'faults.json')
    writeFileSync(file, JSON.stringify([{ atMs: 1, verb: 'node/explode' }]))
    const { code, err } = await run(['--faults', file], false).ended
    expect([code, err]).toEqual([2, expect.stringContaining('not a verb')])
  })
})

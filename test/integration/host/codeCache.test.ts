import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../support/childProcess'

/** As the entry of the host does it, and then what a program may do. */
const ENTRY = `
const code = require('./codeCache.js').attachCodeCache(__dirname)
const main = require('./chunks/main-1.js')
void main.later().then(({ hostname }) => {
  let stack = ''
  try { main.fault() } catch (error) { stack = error.stack }
  code.save()
  console.log(JSON.stringify({ text: main.text(), later: typeof hostname, stack }))
})`

const MAIN =
  `const { name } = require('./other-1.js')
exports.text = () => name + ' in ' + require('node:path').basename(__dirname)
exports.later = () => require('./plain-1.js').load('node:os')
exports.fault = () => { throw new Error('no signal') }
` + '// And much more.\n'.repeat(5000)

describe('The code cache', () => {
  let program: string

  beforeEach(() => {
    program = mkdtempSync(join(tmpdir(), 'signalbox-program-'))
    mkdirSync(join(program, 'chunks'))
    const source = readFileSync(join(root, 'src', 'main', 'codeCache.ts'), 'utf8')
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    })
    const files = { 'package.json': '{ "type": "commonjs" }', 'codeCache.js': outputText, 'host.js': ENTRY }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(program, name), text)
    writeFileSync(join(program, 'chunks', 'other-1.js'), 'exports.name = "CAM 1"')
    writeFileSync(join(program, 'chunks', 'plain-1.js'), 'exports.load = (name) => import(name)')
    writeFileSync(join(program, 'chunks', 'main-1.js'), MAIN)
  })

  afterEach(() => {
    rmSync(program, { recursive: true, force: true })
  })

  /** In a process of its own: V8 remembers what it compiled as long as it runs. */
  function start(): void {
    const out = execFileSync(process.execPath, [join(program, 'host.js')], { encoding: 'utf8' })
    expect(JSON.parse(out)).toEqual({
      text: 'CAM 1 in chunks',
      later: 'function',
      stack: expect.stringContaining(`${join(program, 'chunks', 'main-1.js')}:4:`) as string,
    })
  }

  const folder = (): string => join(program, 'compiled')
  const kept = (): readonly string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : [])
  const writings = (): readonly bigint[] => kept().map((name) => statSync(join(folder(), name), { bigint: true }).ino)

  test('is kept by a program, which then starts from it and does the same', () => {
    start()
    expect(kept()).toEqual(['main-1.js.bin'])
    const first = writings()
    start()
    expect(writings()).toEqual(first)
  })

  test('is made anew where it is broken, or of another V8', () => {
    start()
    const file = join(folder(), 'main-1.js.bin')
    const good = readFileSync(file)
    const ofAnother = Buffer.from(good)
    ofAnother.writeUInt32LE((good.readUInt32LE(4) ^ 1) >>> 0, 4)
    for (const bad of [Buffer.alloc(0), Buffer.from('no code'), good.subarray(0, 40), ofAnother]) {
      writeFileSync(file, bad)
      start()
      expect(readFileSync(file).equals(bad)).toBe(false)
      const again = writings()
      start()
      expect(writings()).toEqual(again)
    }
  })

  test('is done without where it cannot be written', () => {
    writeFileSync(folder(), 'in the way')
    start()
    start()
    expect(readFileSync(folder(), 'utf8')).toBe('in the way')
  })
})

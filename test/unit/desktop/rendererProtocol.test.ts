import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerFrom } from '../../../src/main/desktop/rendererProtocol'

let root: string
let answer: (request: Request) => Promise<Response>
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'signalbox-page-'))
  mkdirSync(join(root, 'renderer', 'assets'), { recursive: true })
  mkdirSync(join(root, 'renderer-secret'))
  writeFileSync(join(root, 'renderer', 'index.html'), '<p>page</p>')
  writeFileSync(join(root, 'renderer', 'assets', 'a b.js'), 'export {}')
  writeFileSync(join(root, 'secret.json'), 'SECRET')
  writeFileSync(join(root, 'renderer-secret', 'x.json'), 'SECRET')
  answer = answerFrom(join(root, 'renderer'))
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

test.each([
  ['app://signalbox/', 'text/html', '<p>page</p>'],
  ['app://signalbox/keys?x=1#y', 'text/html', '<p>page</p>'],
  ['app://signalbox/assets/a%20b.js', 'text/javascript', 'export {}'],
])('%s is served', async (url, type, text) => {
  const response = await answer(new Request(url))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain(type)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toMatch(/script-src 'self'(;|$)/)
  expect(policy).not.toMatch(/https?:|unsafe-eval|\*/)
  expect(await response.text()).toBe(text)
})

test.each([
  ['app://signalbox/../secret.json', 404],
  ['app://signalbox/..%2fsecret.json', 403],
  ['app://signalbox/assets/..%2f..%2fsecret.json', 403],
  ['app://signalbox/..%2frenderer-secret/x.json', 403],
  ['app://signalbox/..%5csecret.json', 403],
  ['app://signalbox/%2e%2e%2f%2e%2e%2fsecret.json', 403],
  ['app://signalbox/a%00.json', 403],
  ['app://signalbox/%ff.json', 403],
  ['app://signalbox//etc/hosts.json', 404],
  ['app://signalbox/missing.js', 404],
  ['app://elsewhere/index.html', 404],
])('%s is answered with %i', async (url, status) => {
  const response = await answer(new Request(url))
  expect(response.status).toBe(status)
  expect(await response.text()).not.toContain('SECRET')
})

test('only reading is allowed', async () => {
  expect((await answer(new Request('app://signalbox/', { method: 'POST' }))).status).toBe(405)
  const head = await answer(new Request('app://signalbox/', { method: 'HEAD' }))
  expect([head.status, await head.text()]).toEqual([200, ''])
})

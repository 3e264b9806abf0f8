import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFileSink } from '../../../src/main/telemetry/fileSink'
import type { LogRecord } from '../../../src/main/telemetry/logRecord'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-log-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const record = (message: string): LogRecord => ({
  time: '2026-01-01T00:00:00.000Z',
  level: 'info',
  message,
  context: undefined,
})
const messages = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as LogRecord).message)
const unexpected = (error: unknown): void => {
  throw error
}

test('never grows beyond its size, keeps so many old ones, and loses no line of those', () => {
  const path = join(folder, 'logs', 'signalbox.log')
  const sink = createFileSink({ path, maxBytes: 1000, keep: 2, onTrouble: unexpected })
  for (let i = 0; i < 100; i++) sink.write(record(`line ${i}`))
  sink.close()
  sink.write(record('after close'))
  const files = readdirSync(join(folder, 'logs')).sort()
  expect(files).toEqual(['signalbox.log', 'signalbox.log.1', 'signalbox.log.2'])
  for (const file of files) expect(statSync(join(folder, 'logs', file)).size).toBeLessThanOrEqual(1000)
  const kept = [`${path}.2`, `${path}.1`, path].flatMap(messages)
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => `line ${100 - kept.length + i}`))
  expect(kept.length).toBeGreaterThan(20)
})

test('goes on where the last one ended', () => {
  const path = join(folder, 'signalbox.log')
  for (const message of ['first', 'second']) {
    const sink = createFileSink({ path, maxBytes: 1000, keep: 1, onTrouble: unexpected })
    sink.write(record(message))
    sink.close()
  }
  expect(messages(path)).toEqual(['first', 'second'])
})

test('that cannot be written drops its lines and says so once', () => {
  writeFileSync(join(folder, 'file'), '')
  const troubles: unknown[] = []
  const sink = createFileSink({
    path: join(folder, 'file', 'signalbox.log'),
    maxBytes: 1000,
    keep: 1,
    onTrouble: (error) => troubles.push(error),
  })
  sink.write(record('a'))
  sink.write(record('b'))
  sink.close()
  expect(troubles).toHaveLength(1)
})

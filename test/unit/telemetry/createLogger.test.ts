import { expect, test } from 'vitest'
import { createLogger } from '../../../src/main/telemetry/createLogger'
import type { LogRecord } from '../../../src/main/telemetry/logRecord'
import { createConsoleSink, createSplitSink, jsonLine } from '../../../src/main/telemetry/logSink'

const clock = { now: () => 0 }
const collect = (): {
  readonly lines: LogRecord[]
  readonly sink: { write: (r: LogRecord) => void; close: () => void }
} => {
  const lines: LogRecord[] = []
  return { lines, sink: { write: (record) => void lines.push(record), close: () => undefined } }
}

test('a line has its time, level, message and the context of all its parents, without secrets', () => {
  const { lines, sink } = collect()
  const log = createLogger({ sink, level: 'debug', clock })
  log.child({ part: 'registry' }).child({ id: 'g1' }).warn('lost ?token=abc', { id: 'g2', cookie: 'abc' })
  log.info('started')
  expect(lines.map((line) => JSON.parse(jsonLine(line)) as unknown)).toEqual([
    {
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      message: 'lost ?token=[redacted]',
      context: { part: 'registry', id: 'g2', cookie: '[redacted]' },
    },
    { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'started' },
  ])
  expect(lines.map(jsonLine).every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true)
})

test('lines below the level are not kept', () => {
  const { lines, sink } = collect()
  const log = createLogger({ sink, level: 'warn', clock })
  log.debug('a')
  log.info('b')
  log.warn('c')
  log.error('d')
  expect(lines.map((line) => line.message)).toEqual(['c', 'd'])
})

test('one log goes to several sinks, each from its own level', () => {
  const [all, bad] = [collect(), collect()]
  let terminal = ''
  const sink = createSplitSink([
    { sink: all.sink, takes: () => true },
    { sink: bad.sink, takes: (level) => level === 'error' },
    { sink: createConsoleSink({ write: (text) => (terminal += text) }), takes: (level) => level !== 'debug' },
  ])
  const log = createLogger({ sink, level: 'debug', clock })
  log.debug('one')
  log.error('two', { why: 'disk' })
  expect(all.lines).toHaveLength(2)
  expect(bad.lines).toHaveLength(1)
  expect(terminal).toBe('1970-01-01T00:00:00.000Z ERROR two {"why":"disk"}\n')
})

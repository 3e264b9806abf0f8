import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSecretName, redact, redactText } from '../../../src/main/telemetry/redact'

test.each([
  ['Authorization', true],
  ['x-api-key', true],
  ['apiKey', true],
  ['key', true],
  ['access_token', true],
  ['Set-Cookie', true],
  ['password', true],
  ['clientSecret', true],
  ['keyId', false],
  ['monkey-business', false],
  ['keyLabel', false],
  ['sender_id', false],
  ['label', false],
])('the name %s is secret: %s', (name, secret) => {
  expect(isSecretName(name)).toBe(secret)
})

test.each([
  ['GET http://h:1/?token=abc123&x=1 failed', 'GET http://h:1/?token=[redacted]&x=1 failed'],
  ['/events?q=a&access_token=abc#x', '/events?q=a&access_token=[redacted]#x'],
  ['authorization: Bearer abcdef.ghi', 'authorization: Bearer [redacted]'],
  ['mqtt://user:hunter2@broker:1883', 'mqtt://[redacted]@broker:1883'],
  ['http://10.0.0.1:8080/x-nmos/query/v1.3', 'http://10.0.0.1:8080/x-nmos/query/v1.3'],
])('%s', (text, expected) => {
  expect(redactText(text)).toBe(expected)
})

describe('a context', () => {
  test('loses its secrets at any depth, in objects, lists, maps and errors', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('object', 'array', 'map', 'error'), { maxLength: 4 }),
        fc.constantFrom('token', 'Cookie', 'apiKey', 'password', 'Authorization'),
        (wraps, name) => {
          let value: unknown = { [name]: 'S3CR3T', kept: 1 }
          for (const wrap of wraps) {
            if (wrap === 'object') value = { inner: value }
            else if (wrap === 'array') value = [value]
            else if (wrap === 'map') value = new Map([['inner', value]])
            else value = new Error('it failed', { cause: value })
          }
          const text = JSON.stringify(redact({ value }))
          expect(text).not.toContain('S3CR3T')
        },
      ),
    )
  })

  test('that JSON cannot hold becomes what it can', () => {
    const circle: Record<string, unknown> = { a: 1n, f: () => 1, bytes: new Uint8Array(3), at: new Date(0), no: null }
    circle['self'] = circle
    expect(redact(circle)).toEqual({
      a: '1',
      f: '[function]',
      bytes: '[3 bytes]',
      at: '1970-01-01T00:00:00.000Z',
      no: null,
      self: '[circular]',
    })
  })

  test('is bounded', () => {
    const text = JSON.stringify(redact({ list: Array.from({ length: 1000 }, (_, i) => i), sdp: 'x'.repeat(1e6) }))
    expect(text.length).toBeLessThan(10_000)
    expect(text).toContain('900 more')
  })
})

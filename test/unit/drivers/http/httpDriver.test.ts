import { describe, expect, it } from 'vitest'
import { Action } from '../../../../src/contract'
import { isAllowedHost } from '../../../../src/main/drivers/http/allowedHosts'
import { createHttpDriver } from '../../../../src/main/drivers/http/httpDriver'
import { createPlant } from '../../../../src/main/plant/createPlant'
import { systemClock } from '../../../../src/main/telemetry/clock'
import { silentLogger } from '../../../../src/main/telemetry/logger'

describe('whether a host is allowed', () => {
  it.each<[string, string, boolean]>([
    ['http://router.example/x', 'router.example', true],
    ['http://ROUTER.example:8080/x', 'Router.Example', true],
    ['http://router.example:8080/x', 'router.example:8080', true],
    ['http://router.example/x', 'router.example:80', true],
    ['https://router.example/x', 'router.example:443', true],
    ['https://router.example/x', 'router.example:80', false],
    ['http://router.example:8081/x', 'router.example:8080', false],
    ['http://a.b.example/x', '*.example', true],
    ['http://example/x', '*.example', false],
    ['http://notexample/x', '*.example', false],
    ['http://router.example.evil/x', 'router.example', false],
    ['http://user@router.example/x', 'router.example', true],
    ['http://router.example@evil/x', 'router.example', false],
    ['http://127.0.0.1:9/x', '127.0.0.1', true],
    ['http://[::1]:9/x', '[::1]', true],
    ['http://anything/x', '', false],
  ])('%s by “%s”: %s', (url, allowed, is) => {
    expect(isAllowedHost(new URL(url), [allowed])).toBe(is)
  })

  it('none is where nothing is allowed', () => {
    expect(isAllowedHost(new URL('http://a/'), [])).toBe(false)
  })
})

describe('a request', () => {
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const { driver } = createHttpDriver({ allowedHosts: () => ['router.example'], requestMs: () => 1000 })
  const against = (more: object): string | undefined =>
    driver.against?.(Action.parse({ type: 'http.request', url: 'http://router.example/x', ...more }), plant, [])?.code

  it.each<[string, object, string | undefined]>([
    ['to an allowed host', {}, undefined],
    ['to another host', { url: 'http://elsewhere.example/' }, 'HOST_NOT_ALLOWED'],
    ['with a password in its address', { url: 'http://me:secret@router.example/' }, 'SECRET_IN_REQUEST'],
    ['with a key in its headers', { headers: { Authorization: 'Bearer x' } }, 'SECRET_IN_REQUEST'],
    ['with a cookie', { headers: { COOKIE: 'x' } }, 'SECRET_IN_REQUEST'],
    ['with a harmless header', { headers: { accept: 'application/json' } }, undefined],
  ])('%s', (_name, more, code) => {
    expect(against(more)).toBe(code)
  })
})

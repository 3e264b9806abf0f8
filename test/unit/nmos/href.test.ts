import { describe, expect, it } from 'vitest'
import { joinHref, parseHttpUrl, showUrl } from '../../../src/main/nmos/href'
import { isNmosHttpError } from '../../../src/main/nmos/nmosHttpError'

describe('joinHref', () => {
  it.each([
    ['http://a:1/x-nmos/connection/v1.1', ['single', 'x'], 'http://a:1/x-nmos/connection/v1.1/single/x'],
    ['http://a:1/x-nmos/connection/v1.1/', ['single', 'x'], 'http://a:1/x-nmos/connection/v1.1/single/x'],
    ['http://a:1/x//', ['y'], 'http://a:1/x/y'],
    ['http://a:1', ['y'], 'http://a:1/y'],
    ['http://a:1/x/', [], 'http://a:1/x'],
    ['http://a:1/x', ['a/b?c#d'], 'http://a:1/x/a%2Fb%3Fc%23d'],
    ['http://[fe80::1]:80/x/', ['y'], 'http://[fe80::1]/x/y'],
  ])('%s + %j', (href, segments, expected) => {
    expect(joinHref(href, ...segments)).toBe(expected)
  })

  it.each([
    ['not a url', []],
    ['ftp://a/', []],
    ['', []],
    ['http://a/x', ['..']],
    ['http://a/x', ['.']],
    ['http://a/x', ['']],
  ])('refuses %s + %j', (href, segments) => {
    expect(() => joinHref(href, ...segments)).toThrow(/cannot be used as an address/)
  })
})

it('says what is wrong with an address', () => {
  try {
    parseHttpUrl('registry.local:8080')
    expect.unreachable()
  } catch (error) {
    expect(isNmosHttpError(error, 'bad-url')).toBe(true)
    expect(String(error)).toContain('does not begin with http:// or https://')
  }
})

describe('showUrl', () => {
  it.each([
    ['http://user:pass@a/x?y=1', 'http://a/x?y=1'],
    ['http://a/x?access_token=abc&paging.since=0:0', 'http://a/x?access_token=…&paging.since=0%3A0'],
    ['http://a/x?paging.since=0:0', 'http://a/x?paging.since=0:0'],
    ['http//user:pass@broken', 'http//broken'],
  ])('%s', (url, expected) => {
    expect(showUrl(url)).toBe(expected)
  })
})

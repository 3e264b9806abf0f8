import { describe, expect, it } from 'vitest'
import {
  CONNECTION_VERSIONS,
  QUERY_VERSIONS,
  compareApiVersions,
  highestCommonVersion,
  parseApiVersion,
} from '../../../src/main/nmos/apiVersion'

describe('parseApiVersion', () => {
  it.each([
    ['v1.3', 'v1.3'],
    ['v1.3/', 'v1.3'],
    ['v1.12', 'v1.12'],
    ['v1', null],
    ['1.3', null],
    ['v1.3-dev', null],
    ['subscriptions/', null],
    ['', null],
  ])('%s → %s', (text, expected) => {
    expect(parseApiVersion(text)).toBe(expected)
  })
})

describe('compareApiVersions', () => {
  it('compares as integers, not as text or decimal', () => {
    expect(compareApiVersions('v1.12', 'v1.5')).toBeGreaterThan(0)
    expect(compareApiVersions('v2.0', 'v1.99')).toBeGreaterThan(0)
    expect(compareApiVersions('v1.3', 'v1.3')).toBe(0)
  })
})

describe('highestCommonVersion', () => {
  it.each([
    [['v1.0/', 'v1.1/', 'v1.2/', 'v1.3/'], QUERY_VERSIONS, 'v1.3'],
    [['v1.2/', 'v1.1/'], QUERY_VERSIONS, 'v1.2'],
    [['v1.0/', 'v1.1/'], QUERY_VERSIONS, null],
    [['v2.0/', 'v1.3/', 'junk'], QUERY_VERSIONS, 'v1.3'],
    [[], QUERY_VERSIONS, null],
    [['v1.0', 'v1.1'], CONNECTION_VERSIONS, 'v1.1'],
  ])('%j of %j is %s', (offered, supported, expected) => {
    expect(highestCommonVersion(offered, supported)).toBe(expected)
  })
})

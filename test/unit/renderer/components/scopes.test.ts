import { expect, test } from 'vitest'
import type { Scope } from '../../../../src/contract'
import { isInScope } from '../../../../src/renderer/components/scopeMatch'
import { registryScopes } from '../../../../src/renderer/components/scopes'
import { scopeWords } from '../../../../src/renderer/components/scopeWords'

const names = new Map([
  ['r-2', 'OB 2'],
  ['r-1', 'Campus'],
])

test('each registry is a scope, by name', () => {
  expect(registryScopes(names).map((scope) => scopeWords(scope, names))).toEqual(['registry Campus', 'registry OB 2'])
})

test('a registry that was removed is said by its id, and that it is not there', () => {
  expect(scopeWords({ kind: 'registry', registryId: 'r-9' }, names)).toBe('registry r-9 (not there)')
})

const placed = { id: 'a', site: 'North', room: 'MCR', witnesses: ['r-1'] }

test.each<[Scope, boolean]>([
  [{ kind: 'all' }, true],
  [{ kind: 'site', site: 'North' }, true],
  [{ kind: 'site', site: 'South' }, false],
  [{ kind: 'room', room: 'MCR', site: null }, true],
  [{ kind: 'room', room: 'MCR', site: 'South' }, false],
  [{ kind: 'registry', registryId: 'r-1' }, true],
  [{ kind: 'registry', registryId: 'r-2' }, false],
  [{ kind: 'selection', ids: ['a'] }, true],
  [{ kind: 'selection', ids: ['b'] }, false],
])('a thing is in a part of the plant, or not: %o', (scope, is) => {
  expect(isInScope(scope, placed)).toBe(is)
})

test('of what a registry has nothing is said as long as it is not known who has the thing', () => {
  expect(isInScope({ kind: 'registry', registryId: 'r-1' }, { ...placed, witnesses: null })).toBe(false)
})

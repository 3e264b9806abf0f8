import { expect, test } from 'vitest'
import type { Settings } from '../../../../../src/contract'
import { approvalForecast } from '../../../../../src/renderer/views/topology/sheet/approvalForecast'

const at = (id: string) => ({ id, site: 'Riverside', room: 'Studio A' })
const approval = (over: Partial<Settings['approval']>): Settings['approval'] => ({
  routes: null,
  scopes: [],
  role: 'engineer',
  ...over,
})

test.each<[string, Partial<Settings['approval']>, number, boolean]>([
  ['no limit', {}, 50, false],
  ['as many as the limit', { routes: 2 }, 2, false],
  ['one more than the limit', { routes: 2 }, 3, true],
  ['everything', { scopes: [{ kind: 'all' }] }, 1, true],
  ['its site', { scopes: [{ kind: 'site', site: 'Riverside' }] }, 1, true],
  ['another site', { scopes: [{ kind: 'site', site: 'North' }] }, 1, false],
  ['its room, anywhere', { scopes: [{ kind: 'room', room: 'Studio A', site: null }] }, 1, true],
  ['a room of that name elsewhere', { scopes: [{ kind: 'room', room: 'Studio A', site: 'North' }] }, 1, false],
  ['itself', { scopes: [{ kind: 'selection', ids: ['R0'] }] }, 1, true],
])('a second person is asked: %s', (_, over, count, asked) => {
  const targets = Array.from({ length: count }, (_each, i) => at(`R${String(i)}`))
  expect(approvalForecast(approval(over), targets) !== null).toBe(asked)
})

test('the role is named', () => {
  expect(approvalForecast(approval({ scopes: [{ kind: 'all' }], role: 'admin' }), [at('R')])).toMatch(/an admin/)
})

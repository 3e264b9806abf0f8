import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RefusedSignIns, createRefusedSignIns } from '../../../src/main/api/refusedSignIns'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { temporaryFolder } from '../store/temporaryFolder'

let folder: ReturnType<typeof temporaryFolder>
let store: Store
let refused: RefusedSignIns
let now: number
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1)
  folder = temporaryFolder()
  const clock = { now: () => now }
  store = await openStore({ path: join(folder.path, 'signalbox.db'), clock, logger: silentLogger })
  refused = createRefusedSignIns(store.audit, clock)
})
afterEach(async () => {
  await store.close()
  folder.remove()
})
const rows = async () =>
  (await store.audit.list({ target: null, limit: 500, cursor: null })).items.toReversed().map(({ summary }) => summary)

it('are one row for each address in a minute, and those between are counted', async () => {
  for (let time = 0; time < 5; time += 1) await refused.note('10.0.0.5', 'key')
  await refused.note('10.0.0.6', 'address')
  expect(await rows()).toEqual([
    'A sign-in from 10.0.0.5 was refused: the API key is nobody’s',
    'A sign-in from 10.0.0.6 was refused: the address was used, is too old, or is none of ours',
  ])
  now += 59_999
  await refused.note('10.0.0.5', 'key')
  expect(await rows()).toHaveLength(2)
  now += 1
  await refused.note('10.0.0.5', 'typed key')
  expect((await rows()).slice(2)).toEqual([
    'Sign-ins from 10.0.0.5 were refused 5 times more',
    'A sign-in from 10.0.0.5 was refused: the key that was typed in is nobody’s',
  ])
  const [row] = (await store.audit.list({ target: null, limit: 1, cursor: null })).items
  expect(row).toMatchObject({ what: 'sign-in', outcome: 'refused', origin: 'window', actor: { id: 'unknown' } })
})

it('from very many addresses do not fill the audit', async () => {
  for (let at = 0; at < 200; at += 1) await refused.note(`10.0.0.${at}`, 'key')
  const written = await rows()
  expect(written).toHaveLength(61)
  expect(written.at(-1)).toContain('from other addresses')
})

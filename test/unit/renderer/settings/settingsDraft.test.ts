import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS, SettingsPatch, type Settings } from '../../../../src/contract'
import { settingsDraft, settingsFaults, settingsOf } from '../../../../src/renderer/views/settings/settingsDraft'

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  execution: { ...DEFAULT_SETTINGS.execution, perNodeRate: 2.5 },
  approval: { routes: 20, scopes: [{ kind: 'room', room: 'MCR', site: null }], role: 'admin' },
}

test.each([DEFAULT_SETTINGS, settings])('Settings that nobody has touched are sent as they were', (given) => {
  const draft = settingsDraft(given)
  const sent = settingsOf(draft)
  expect({
    ...given,
    ...sent,
    policy: { ...given.policy, ...sent.policy },
    relay: { ...given.relay, ...sent.relay },
  }).toEqual(given)
  expect(SettingsPatch.safeParse(sent).success).toBe(true)
  expect(Object.keys(settingsOf(draft)).length).toBeGreaterThan(4)
  expect(settingsFaults(draft)).toEqual({})
})

test('Nothing means no limit where there may be none', () => {
  const draft = { ...settingsDraft(settings), perNodeRate: '', approvalRoutes: ' ' }
  expect(settingsFaults(draft)).toEqual({})
  expect(settingsOf(draft)).toMatchObject({ execution: { perNodeRate: null }, approval: { routes: null } })
})

test.each([
  ['parallel', '0'],
  ['parallel', ''],
  ['parallel', '2.5'],
  ['requestMs', '99'],
  ['changeMs', 'long'],
  ['togetherMs', '10001'],
  ['perNodeRate', '0'],
  ['approvalRoutes', '-1'],
  ['staleS', '0.5'],
  ['staleS', ''],
  ['retentionDays', '0'],
  ['plansDays', ''],
  ['commandMs', '99'],
  ['actorRate', '0'],
  ['silentS', '4'],
  ['playbookParallel', '101'],
  ['quietS', ''],
] as const)('%s of “%s” is no number that the engine takes, and is said so beside it', (field, text) => {
  const draft = { ...settingsDraft(DEFAULT_SETTINGS), [field]: text }
  expect(Object.keys(settingsFaults(draft))).toEqual([field])
  expect(SettingsPatch.safeParse(settingsOf(draft)).success).toBe(false)
})

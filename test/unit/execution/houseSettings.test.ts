import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src/contract'
import { patched } from '../../../src/main/execution/createHouseSettings'

describe('a patch of the settings', () => {
  it('changes what it names, deep down, and nothing else', () => {
    const next = patched(DEFAULT_SETTINGS, { execution: { bulk: false }, approval: { routes: 5 } })
    expect(next).toEqual({
      ...DEFAULT_SETTINGS,
      execution: { ...DEFAULT_SETTINGS.execution, bulk: false },
      approval: { ...DEFAULT_SETTINGS.approval, routes: 5 },
    })
  })

  it('takes undefined for not named, null for a value', () => {
    const limited = patched(DEFAULT_SETTINGS, { execution: { perNodeRate: 5 } })
    expect(patched(limited, { execution: { perNodeRate: undefined }, approval: undefined })).toEqual(limited)
    expect(patched(limited, { execution: { perNodeRate: null } })).toEqual(DEFAULT_SETTINGS)
  })

  it('refuses what makes no sense', () => {
    expect(() => patched(DEFAULT_SETTINGS, { execution: { parallel: 0 } })).toThrow()
  })
})

import { describe, expect, it } from 'vitest'
import { createActorRates } from '../../../../src/main/relay/orchestrator/actorRates'

describe('the rate of an actor', () => {
  it('lets a second’s worth through at once, says one refusal, and counts the rest', () => {
    let now = 0
    const rates = createActorRates(
      () => 3,
      () => now,
    )
    expect([1, 2, 3].map(() => rates.take('a').ok)).toEqual([true, true, true])
    expect(rates.take('a')).toEqual({ ok: false, first: true })
    expect(rates.take('a')).toEqual({ ok: false, first: false })
    expect(rates.take('a')).toEqual({ ok: false, first: false })
    expect(rates.take('b')).toEqual({ ok: true, missed: 0 })
    now = 400
    expect(rates.take('a')).toEqual({ ok: true, missed: 3 })
    expect(rates.take('a')).toEqual({ ok: false, first: true })
  })

  it('follows the settings, and takes a clock that goes back for one that stands', () => {
    let now = 1_000
    let rate = 1
    const rates = createActorRates(
      () => rate,
      () => now,
    )
    expect(rates.take('a').ok).toBe(true)
    now = 0
    expect(rates.take('a').ok).toBe(false)
    rate = 1_000
    now = 100
    expect(rates.take('a').ok).toBe(true)
  })

  it('lets one through that may come less than once a second', () => {
    let now = 0
    const rates = createActorRates(
      () => 0.5,
      () => now,
    )
    expect(rates.take('a').ok).toBe(true)
    now = 1_000
    expect(rates.take('a').ok).toBe(false)
    now = 2_000
    expect(rates.take('a').ok).toBe(true)
  })
})

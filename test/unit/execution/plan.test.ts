import { describe, expect, it } from 'vitest'
import { Action } from '../../../src/contract'
import { createHttpDriver } from '../../../src/main/drivers/http/httpDriver'
import { planActions } from '../../../src/main/execution/plan'
import { createPlant } from '../../../src/main/plant/createPlant'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'

const plant = createPlant({ clock: systemClock, logger: silentLogger })
const { driver } = createHttpDriver({ allowedHosts: () => ['router.example'], requestMs: () => 1000 })

describe('requests to a service', () => {
  const actor = { id: 'a', name: 'Ada', role: 'operator' } as const
  const planned = async (...wanted: readonly object[]) => {
    const actions = wanted.map((more) =>
      Action.parse({ type: 'http.request', url: 'http://router.example/x', ...more }),
    )
    const options = { drivers: [driver], plant, actor, skipDone: false, idFor: () => crypto.randomUUID() }
    return (await planActions(options, actions, new Map(), new AbortController().signal)).changes
  }

  it('are as many as differ', async () => {
    expect(await planned({ method: 'POST', body: { on: true } }, { method: 'POST' })).toHaveLength(2)
    expect(await planned({ method: 'POST' }, { method: 'POST' })).toHaveLength(1)
  })
})

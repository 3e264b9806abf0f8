import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type PolicyDecision } from '../../../src/contract'
import { type Lab, startLab } from '../../../src/lab/lab'
import { createNmosHttp } from '../../../src/main/nmos/http'
import { createPlant } from '../../../src/main/plant/createPlant'
import type { Plant } from '../../../src/main/plant/plant'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { createPolicyBook } from '../../../src/main/policy/createPolicyBook'
import { NO_SUSPENSIONS, type PolicyBook } from '../../../src/main/policy/policyBook'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { labResources } from '../../bench/labResources'
import { tally } from '../../unit/policy/stage'

const folder = fileURLToPath(new URL('../../../playbooks/policies', import.meta.url))

describe('the examples, in the plant of the lab', () => {
  let lab: Lab
  let store: Store
  let plant: Plant
  let book: PolicyBook
  const data = mkdtempSync(join(tmpdir(), 'signalbox-examples-'))
  const http = createNmosHttp({})

  beforeAll(async () => {
    lab = await startLab({})
    plant = createPlant({ clock: systemClock, logger: silentLogger })
    const pen = plant.witnessed({ id: 'lab', kind: 'registry', label: 'Lab' })
    pen.put(await labResources(http, lab.registry.queryUrl))
    store = await openStore({ path: join(data, 'signalbox.db'), clock: systemClock, logger: silentLogger })
    book = createPolicyBook({
      plant,
      compatibility: createCompatibility(plant),
      repository: store.policies,
      settings: () => ({ ...DEFAULT_SETTINGS.policy, folder }),
      onSettings: () => () => undefined,
      suspensions: () => NO_SUSPENSIONS,
      clock: systemClock,
      ids: randomUUID,
      logger: silentLogger,
    })
    await book.start()
  })
  afterAll(async () => {
    book.stop()
    await store.close()
    http.close()
    await lab.stop()
    rmSync(data, { recursive: true, force: true })
  })

  function decide(from: string, to: string): PolicyDecision {
    const sender = plant.entry('sender', lab.plant.sender(from))
    const receiver = plant.entry('receiver', lab.plant.receiver(to))
    if (sender === undefined || receiver === undefined) throw new Error(`There is no ${from} or ${to}`)
    return book.decide(sender, receiver)
  }

  it('are in order, and name things that are there', () => {
    expect(book.files()).toMatchObject({ problems: [], pending: null, rules: 11 })
    expect(book.list().flatMap(({ warnings }) => warnings)).toEqual([])
  })

  it.each([
    ['CAM 1', 'MON 4', 'allowed', ['cameras-in-their-studio']],
    ['STUDIO B PGM', 'MON 4', 'warned', ['studios-apart']],
    ['PGM A', 'TX 2', 'allowed', []],
    ['BARS 1080p50', 'TX 2', 'denied', ['no-lab-to-air']],
    ['OB PGM', 'TX 2', 'approval', ['truck-by-approval']],
    ['ZONE PLATE', 'TX 2', 'denied', ['no-lab-to-air', 'two-paths-to-air']],
    ['OB PGM 1080i', 'TX 2', 'denied', ['caps-on-air', 'no-interlace-to-air', 'truck-by-approval']],
    ['MV HEAD 2', 'SCOPE', 'warned', ['uhd-with-care']],
  ])('say of %s to %s: %s', (from, to, verdict, matches) => {
    const decision = decide(from, to)
    expect(decision.matches.map(({ ruleId }) => ruleId)).toEqual(matches)
    expect(decision.verdict).toBe(verdict)
  })

  it('keep what is on air', () => {
    plant.setMarks(lab.plant.receiver('TX 1'), { tally: tally({ stale: true, state: 'preset' }) })
    expect(decide('PGM A', 'TX 1')).toMatchObject({ verdict: 'denied', override: 'engineer' })
    const receiver = plant.entry('receiver', lab.plant.receiver('TX 1'))
    if (receiver === undefined) throw new Error('There is no TX 1')
    expect(book.decideDisconnect(receiver)).toMatchObject({ verdict: 'denied', override: 'engineer' })
    plant.setMarks(receiver.id, { tally: null })
    expect(decide('PGM A', 'TX 1').verdict).toBe('allowed')
  })
})

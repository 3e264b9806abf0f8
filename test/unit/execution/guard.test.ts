import { describe, expect, it } from 'vitest'
import type { Action, Role } from '../../../src/contract'
import { type GuardStep, guard } from '../../../src/main/execution/guard'
import { readResource } from '../../../src/main/nmos/readResource'
import { createPlant } from '../../../src/main/plant/createPlant'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { noPolicies } from '../../support/noPolicies'
import { uuid } from '../policy/uuid'

const RECEIVER = uuid(1)
const DEVICE = uuid(2)
const NODE = uuid(3)
const plant = createPlant({ clock: { now: () => 0 }, logger: silentLogger })
const core = { version: '1:0', description: '', tags: {} }
const receiver = readResource('receiver', {
  ...core,
  id: RECEIVER,
  label: 'MON 1',
  device_id: DEVICE,
  transport: 'urn:x-nmos:transport:rtp',
  format: 'urn:x-nmos:format:video',
  caps: {},
  subscription: { active: true, sender_id: null },
})
const device = readResource('device', {
  ...core,
  id: DEVICE,
  label: 'Wall',
  node_id: NODE,
  controls: [{ href: 'http://10.0.0.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }],
})
plant
  .witnessed({ id: 'w-1', kind: 'registry', label: 'w-1' })
  .put([receiver, device].flatMap((read) => (read.ok ? [read.resource] : [])))

const context = (role: Role, confirmed: readonly string[] = []) => ({
  asker: { actor: { id: 'a', name: 'Ada', role }, origin: 'api' as const },
  plant,
  compatibility: createCompatibility(plant),
  confirmed: new Set(confirmed),
  change: false,
  holdOf: () => null,
  windows: { openFor: () => null, nextFor: () => null },
  settings: { changeControl: { scopes: [] } },
  policies: noPolicies,
  drivers: [],
  override: null,
  recall: null,
  lastSwitch: () => null,
})
const off = (expected?: { readonly senderId: string | null }): Action => ({
  type: 'route.disconnect',
  receiverId: RECEIVER,
  ...(expected === undefined ? {} : { expected }),
})
const step =
  (effect: 'confirm' | 'deny', code: string): GuardStep =>
  (_, __, action) => ({ effect, code, text: code, action, target: null })

describe('the guard', () => {
  it.each<Role>(['operator', 'engineer', 'admin'])('lets an %s act', (role) => {
    const verdict = guard(context(role), [off()])
    expect(verdict.refused.size).toBe(0)
    expect(verdict.decisions).toEqual([
      { effect: 'allow', code: 'ALLOWED', text: 'Nothing is against it.', action: 0, target: RECEIVER },
    ])
  })

  it('says one thing to a viewer, whatever was asked', () => {
    const { decisions, refused } = guard(context('viewer'), [off(), off()])
    expect(decisions).toMatchObject([{ effect: 'deny', code: 'ROLE', action: null }])
    expect(refused.size).toBe(2)
  })

  it('does not take an unknown stream for nothing', () => {
    const { decisions } = guard(context('operator'), [off({ senderId: null })])
    expect(decisions).toMatchObject([{ code: 'CHANGED_MEANWHILE' }])
    expect(decisions[0]?.text).toContain('MON 1 is on an unknown stream now, no longer on nothing')
  })

  it('ends at the first denial and collects what wants a yes', () => {
    const steps = [step('confirm', 'FIRST'), step('deny', 'SECOND'), step('deny', 'THIRD')]
    const { decisions, refused } = guard(context('operator'), [off()], steps)
    expect(decisions.map(({ code }) => code)).toEqual(['FIRST', 'SECOND'])
    expect(refused.get(0)?.code).toBe('SECOND')
  })

  it('takes a yes for the code that was named, and no other', () => {
    const steps = [step('confirm', 'FIRST'), step('confirm', 'SECOND')]
    const { decisions, refused } = guard(context('operator', ['FIRST']), [off()], steps)
    expect(decisions).toMatchObject([
      { effect: 'allow', code: 'FIRST', text: 'Confirmed: FIRST' },
      { effect: 'confirm', code: 'SECOND' },
    ])
    expect(refused.get(0)?.code).toBe('SECOND')
    expect(guard(context('operator', ['FIRST', 'SECOND']), [off()], steps).refused.size).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import type { Activation } from '../../../../src/main/automation/recovery/activations'
import { type DifferenceParts, differenceOf, puttingBack } from '../../../../src/main/automation/recovery/differences'
import { intentionOf } from '../../../../src/main/automation/recovery/intention'
import type { RouteChange } from '../../../../src/main/automation/recovery/routeChanges'
import { scopeId } from '../../../../src/main/automation/recovery/scopes'
import { readResource } from '../../../../src/main/nmos/readResource'
import type { Resource, ResourceKind } from '../../../../src/main/nmos/resources'
import { createPlant } from '../../../../src/main/plant/createPlant'
import type { Plant } from '../../../../src/main/plant/plant'
import type { GoodRoute } from '../../../../src/main/store/repositories'
import { silentLogger } from '../../../../src/main/telemetry/logger'

const T0 = '2026-11-21T10:00:00.000Z'
const T1 = '2026-11-21T11:00:00.000Z'

/** Ids as real ones are, by the words they stand for. */
const IDS: Readonly<Record<string, string>> = {
  device: 'd0000000-0000-4000-8000-000000000000',
  cam: 'c0000000-0000-4000-8000-000000000001',
  gfx: 'c0000000-0000-4000-8000-000000000002',
  mon: 'e0000000-0000-4000-8000-000000000000',
}
const idOf = (name: string): string => IDS[name] ?? name

function resource(kind: ResourceKind, id: string, more: object = {}): Resource {
  const core = { id: idOf(id), version: '1:0', label: id.toUpperCase(), description: '', tags: {} }
  const read = readResource(kind, {
    ...core,
    ...{ transport: 'urn:x-nmos:transport:rtp.mcast', format: 'urn:x-nmos:format:video', interface_bindings: [] },
    ...{ device_id: idOf('device') },
    ...{ subscription: { active: false, sender_id: null, receiver_id: null }, caps: {}, node_id: null },
    ...more,
  })
  if (!read.ok) throw new Error(`${id} was not read`)
  return read.resource
}

/** One destination `mon` that is on `on`, and the senders `cam` and `gfx`. */
function plantOn(on: string | null): Plant {
  const plant = createPlant({ clock: { now: () => 0 }, logger: silentLogger })
  const controls = [{ href: 'http://127.0.0.1:1/x-nmos/connection/v1.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }]
  plant
    .witnessed({ id: 'lab', kind: 'registry', label: 'Lab' })
    .put([
      resource('device', 'device', { type: '', controls, senders: [], receivers: [] }),
      resource('sender', 'cam', { subscription: { active: true, receiver_id: null }, flow_id: null }),
      resource('sender', 'gfx', { subscription: { active: true, receiver_id: null }, flow_id: null }),
      resource('receiver', 'mon', { subscription: { active: on !== null, sender_id: on === null ? null : idOf(on) } }),
    ])
  return plant
}

const good = (senderId: string | null, more: Partial<GoodRoute> = {}): GoodRoute => ({
  ...{ receiverId: idOf('mon'), receiverLabel: 'MON', active: senderId !== null },
  ...{ senderId: senderId === null ? null : idOf(senderId), senderLabel: senderId },
  ...{ format: 'video', takenAt: T0, version: '1:0', activatedAt: '100:0' },
  ...more,
})
const change = (senderId: string | null, more: Partial<RouteChange> = {}): RouteChange => ({
  ...{
    at: T1,
    active: senderId !== null,
    senderId: senderId === null ? null : idOf(senderId),
    words: 'Anna took it',
    runId: 'run-1',
    isRecovery: false,
  },
  ...more,
})
const foreign = (senderId: string | null, at = T1): RouteChange =>
  change(senderId, { at, runId: null, words: 'somebody else changed it' })
const said = (at: string | null): Activation => ({ version: '1:0', state: 'read', at })
const SILENT: Activation = { version: '1:0', state: 'silent', at: null }
const MUTE: Activation = { version: '1:0', state: 'mute', at: null }

type Case = {
  readonly on?: string | null
  readonly good?: GoodRoute
  readonly run?: RouteChange
  readonly others?: RouteChange
  readonly activation?: Activation
}

function partsOf({ on = null, run, others, activation }: Case): DifferenceParts {
  return {
    plant: plantOn(on),
    changes: { byRun: () => run ?? null, byOthers: () => others ?? null },
    activationOf: () => activation,
    triedOf: () => undefined,
  }
}

describe('why a destination is otherwise than it was', () => {
  it.each<readonly [string, Case, string, string | null]>([
    ['the device has activated nothing since its start', { activation: said(null) }, 'lost', null],
    ['and has a route of its own', { on: 'gfx', activation: said(null) }, 'lost', null],
    ['the device was told so by somebody', { activation: said('200:0') }, 'foreign', 'FOREIGN'],
    ['a run has set it since', { on: 'gfx', run: change('gfx'), activation: said('200:0') }, 'run', 'NEWER_RUN'],
    ['a run has set it since, and that was lost', { run: change('gfx'), activation: said(null) }, 'run', 'NEWER_RUN'],
    [
      'a run has set it before',
      { run: change('gfx', { at: '2026-11-21T09:00:00.000Z' }), activation: said(null) },
      'lost',
      null,
    ],
    [
      'a run has set it to what was good, and that was lost',
      { run: change('cam'), activation: said(null) },
      'lost',
      null,
    ],
    [
      'it was put back once already',
      { run: change('cam', { isRecovery: true }), activation: said(null) },
      'lost',
      null,
    ],
    [
      'it was seen to be changed, by a device that says so',
      { others: foreign(null), activation: said('200:0') },
      'foreign',
      'FOREIGN',
    ],
    [
      'it seemed to be changed, and its device had started anew',
      { others: foreign(null), activation: said(null) },
      'lost',
      null,
    ],
    [
      'it was seen to be changed, on a device that never says so',
      { others: foreign(null), activation: said(null), good: good('cam', { activatedAt: null }) },
      'foreign',
      'FOREIGN',
    ],
    [
      'nobody was seen, on a device that never says so',
      { activation: said(null), good: good('cam', { activatedAt: null }) },
      'lost',
      null,
    ],
    [
      'nobody was seen, and it is on something else',
      { on: 'gfx', activation: said(null), good: good('cam', { activatedAt: null }) },
      'unknown',
      'UNKNOWN_CAUSE',
    ],
    ['the device does not answer', { activation: SILENT }, 'unknown', 'UNKNOWN_CAUSE'],
    ['the device cannot be asked', { activation: MUTE }, 'lost', null],
    [
      'the device cannot be asked, and it is on something else',
      { on: 'gfx', activation: MUTE },
      'unknown',
      'UNKNOWN_CAUSE',
    ],
    ['the device was not asked yet', {}, 'unknown', 'UNKNOWN_CAUSE'],
    [
      'a later run than what others did',
      { on: 'gfx', run: change('gfx'), others: foreign('cam', T0) },
      'run',
      'NEWER_RUN',
    ],
  ])('%s', (_name, one, cause, code) => {
    const found = differenceOf(one.good ?? good('cam'), partsOf(one))
    expect([found?.cause, found?.against?.code ?? null]).toEqual([cause, code])
  })

  it('is nothing where it is as it was, and says what it was and is', () => {
    expect(differenceOf(good('cam'), partsOf({ on: 'cam' }))).toBeNull()
    expect(differenceOf(good(null), partsOf({}))).toBeNull()
    expect(differenceOf(good(null), partsOf({ on: 'gfx', activation: said(null) }))?.text).toBe(
      'MON: GFX now, nothing when all was well',
    )
    expect(differenceOf(good('cam'), partsOf({ activation: said(null) }))?.text).toBe(
      'MON: nothing now, CAM when all was well',
    )
  })

  it('is put back from what it is on now, and from nothing else', () => {
    const back = (one: Case, was: GoodRoute) => {
      const found = differenceOf(was, partsOf(one))
      return found === null ? null : puttingBack(found)
    }
    const expected = (senderId: string | null) => ({ expected: { senderId } })
    const receiverId = idOf('mon')
    expect(back({}, good('cam'))).toEqual({
      ...{ type: 'route.connect', senderId: idOf('cam'), receiverId },
      ...expected(null),
    })
    expect(back({ on: 'gfx' }, good(null))).toEqual({
      ...{ type: 'route.disconnect', receiverId },
      ...expected(idOf('gfx')),
    })
    const unknown = good(null, { active: true })
    expect(back({}, unknown)).toBeNull()
    expect(differenceOf(unknown, partsOf({ activation: said(null) }))?.against).toMatchObject({
      code: 'UNKNOWN_STREAM',
      needs: 'never',
    })
    expect(differenceOf(good('cam', { receiverId: 'ghost' }), partsOf({}))).toMatchObject({
      is: null,
      against: { code: 'GONE', needs: 'wait' },
    })
    expect(differenceOf(good('old'), partsOf({ activation: said(null) }))?.against?.code).toBe('SENDER_GONE')
  })
})

describe('what a destination is meant to be on', () => {
  const changes = (run: RouteChange | null) => ({ byRun: () => run })
  const room = (route: GoodRoute) => [{ route, title: 'room MCR' }]
  it('is the newer of the last run and what was good', () => {
    expect(intentionOf('mon', changes(null), [])).toBeNull()
    expect(intentionOf('mon', changes(change('gfx')), [])).toEqual({
      active: true,
      senderId: idOf('gfx'),
      by: 'Anna took it',
    })
    expect(intentionOf('mon', changes(change('gfx')), room(good('cam')))?.senderId).toBe(idOf('gfx'))
    expect(intentionOf('mon', changes(change('gfx', { at: T0 })), room(good('cam', { takenAt: T1 })))).toEqual({
      ...{ active: true, senderId: idOf('cam') },
      by: 'the good routing of room MCR, 2026-11-21 11:00:00 UTC',
    })
    const two = [...room(good('cam')), ...room(good(null, { takenAt: T1 }))]
    expect(intentionOf('mon', changes(null), two)?.active).toBe(false)
  })
})

describe('the id of a scope', () => {
  it('is the same for the same things only', () => {
    const one = scopeId({ kind: 'selection', ids: ['a', 'b', 'a'] })
    expect(scopeId({ kind: 'selection', ids: ['b', 'a'] })).toBe(one)
    const others = [
      scopeId({ kind: 'selection', ids: ['a'] }),
      scopeId({ kind: 'all' }),
      scopeId({ kind: 'site', site: 'A' }),
      scopeId({ kind: 'room', room: 'A', site: null }),
      scopeId({ kind: 'room', room: 'A', site: 'B' }),
      scopeId({ kind: 'registry', registryId: 'A' }),
    ]
    expect(new Set([one, ...others]).size).toBe(7)
  })
})

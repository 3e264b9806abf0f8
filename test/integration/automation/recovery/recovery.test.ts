import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  FireInput,
  type RecoveryApplyInput,
  type RecoveryDifference,
  type RecoveryScope,
} from '../../../../src/contract'
import { RefusedError } from '../../../../src/main/execution/execution'
import { until } from '../../../support/until'
import { person, saidNo } from '../../execution/houseStage'
import { type PlantStage, ada, startPlantStage } from '../plantStage'

const LIMIT = 30_000
/** So that nothing is taken as good by itself while a test looks. */
const NEVER = 86_400
const applied: RecoveryApplyInput = { ...FireInput.parse({ waitMs: 20_000 }), onRefused: undefined }

describe('recovery on the lab', () => {
  let stage: PlantStage
  beforeEach(async () => {
    stage = await startPlantStage()
  }, 60_000)
  afterEach(() => stage.stop())

  const recovery = () => stage.house().recovery
  const only = (): RecoveryScope => {
    const [scope, ...others] = recovery().list()
    if (scope === undefined || others.length > 0) throw new Error('there is not one scope')
    return scope
  }
  const differences = (): readonly RecoveryDifference[] => only().differences
  const seen = (check: (scope: RecoveryScope) => boolean) => until(only, check, LIMIT)
  const ids = (...names: readonly string[]) => names.map((name) => stage.receiver(name))
  const nodeOf = (receiver: string): string => {
    const { resource } = stage.plant().entry('receiver', stage.receiver(receiver)) ?? {}
    const device = stage.plant().entry('device', resource?.device_id ?? '')
    return stage.plant().entry('node', device?.resource.node_id ?? '')?.resource.label ?? ''
  }
  const statusOf = (receiver: string) => stage.plant().entry('receiver', stage.receiver(receiver))?.status

  /** Keeps the routing of these, good from the beginning. */
  const watch = async (mode: 'show' | 'reapply', ...names: readonly string[]): Promise<void> => {
    await stage.set({
      recovery: { quietS: 1, scopes: [{ scope: { kind: 'selection', ids: ids(...names) }, mode }] },
    })
    await seen(({ good, waiting }) => good !== null && waiting === null)
    await stage.set({ recovery: { quietS: NEVER } })
  }

  /** Takes the node's power, and gives it back when the plant has missed it. */
  const powerCut = async (receiver: string, memory: 'kept' | 'lost'): Promise<void> => {
    const node = nodeOf(receiver)
    await stage.fate('node/gone', { node })
    await until(
      () => statusOf(receiver),
      (status) => status === 'offline',
      LIMIT,
    )
    await stage.fate('node/back', { node, memory })
    await until(
      () => statusOf(receiver),
      (status) => status === 'online',
      LIMIT,
    )
  }

  it('takes the routing as good when it was quiet and all is well, and again when it has changed', async () => {
    await stage.route('CAM 1', 'MON 1')
    await stage.route(null, 'MON 2')
    await stage.set({
      recovery: {
        quietS: NEVER,
        scopes: [{ scope: { kind: 'selection', ids: ids('MON 1', 'MON 2') }, mode: 'show' }],
      },
    })
    expect(only()).toMatchObject({
      good: null,
      title: '2 things',
      waiting: expect.stringContaining('nothing changes') as string,
    })
    await stage.set({ recovery: { quietS: 1 } })
    const first = await seen(({ good, waiting }) => good !== null && waiting === null)
    expect(first).toMatchObject({ good: { by: null, receivers: 2, routed: 1 }, differences: [], lastRun: null })

    await stage.route('CAM 2', 'MON 2')
    expect(differences()).toMatchObject([
      {
        receiverId: stage.receiver('MON 2'),
        cause: 'run',
        text: 'MON 2: CAM 2 now, nothing when all was well',
        against: {
          code: 'NEWER_RUN',
          needs: 'name',
          text: expect.stringMatching(/Ada took it at .*, run \d+/) as string,
        },
      },
    ])
    const next = await seen(({ good, waiting }) => good?.routed === 2 && waiting === null)
    expect(next.differences).toEqual([])
    await stage.end()
    await stage.begin()
    expect((await seen(({ good }) => good !== null)).good).toMatchObject({ at: next.good?.at, routed: 2 })

    await stage.set({ recovery: { scopes: [] } })
    expect(recovery().list()).toEqual([])
    await until(
      () => stage.store().recovery.all(),
      (kept) => kept.length === 0,
      LIMIT,
    )
  }, 60_000)

  it('keeps what was good while something is offline, and shows what came back without its routes', async () => {
    await stage.route('CAM 1', 'MON 1')
    await stage.route('CAM 2', 'MON 2')
    await watch('show', 'MON 1', 'MON 2')
    const { good } = only()
    await stage.set({ recovery: { quietS: 1 } })
    await stage.fate('node/gone', { node: nodeOf('MON 1') })
    const away = await seen(({ waiting }) => waiting?.includes('offline') === true)
    expect(away.waiting).toMatch(/destinations? (is|are) offline: .*MON 1/)
    await stage.fate('node/back', { node: nodeOf('MON 1'), memory: 'lost' })
    const back = await seen(
      ({ differences: all }) =>
        all.length > 0 && all.every(({ cause, against }) => cause === 'lost' && against === null),
    )
    expect(back.differences.find(({ receiverId }) => receiverId === stage.receiver('MON 1'))).toMatchObject({
      text: 'MON 1: nothing now, CAM 1 when all was well',
      against: null,
      was: { active: true, senderId: stage.sender('CAM 1') },
      is: { active: false, senderId: null },
    })
    await until(
      () => stage.notices,
      (notices) => notices.some((text) => text.includes('come back without what was routed')),
      LIMIT,
    )
    // Longer than it has to be quiet: what was lost is not taken as good.
    await new Promise((resolve) => setTimeout(resolve, 3_500))
    expect(only()).toMatchObject({ good, waiting: expect.stringContaining('nobody has decided') as string })
    expect(stage.routeOf('MON 1')).toBeNull()

    const plan = await recovery().apply(ada, only().id, { ...applied, dryRun: true })
    expect(plan).toMatchObject({ state: 'planned', source: { kind: 'recovery', label: '2 things' }, actor: ada.actor })
    expect(stage.routeOf('MON 1')).toBeNull()
    const run = await recovery().apply(ada, only().id, applied)
    expect(run.state).toBe('succeeded')
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 1'))
    const healed = await seen(({ waiting, differences: all }) => waiting === null && all.length === 0)
    expect(healed.lastRun?.runId).toBe(run.id)
    expect(await saidNo(() => recovery().apply(ada, only().id, applied))).toMatchObject({
      kind: 'state',
      message: 'Nothing of 2 things was lost; there is nothing to put back.',
    })
  }, 90_000)

  it('puts back by itself what a node has lost, as often as it loses it', async () => {
    await stage.route('CAM 1', 'MON 1')
    await watch('reapply', 'MON 1')
    for (const round of [1, 2]) {
      await powerCut('MON 1', 'lost')
      await until(
        () => stage.routeOf('MON 1'),
        (sender) => sender === stage.sender('CAM 1'),
        LIMIT,
      )
      const { items } = await stage.store().runs.list({ target: null, limit: 50, cursor: null, source: 'recovery' })
      expect(items).toHaveLength(round)
      expect(items[0]).toMatchObject({
        origin: 'engine',
        actor: { id: 'recovery' },
        actions: [{ type: 'route.connect' }],
      })
    }
  }, 120_000)

  it('leaves alone what came back as it was', async () => {
    await stage.route('CAM 1', 'MON 1')
    await watch('reapply', 'MON 1')
    await powerCut('MON 1', 'kept')
    await seen(({ waiting }) => waiting?.includes('offline') !== true)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(differences()).toEqual([])
    expect(
      (await stage.store().runs.list({ target: null, limit: 50, cursor: null, source: 'recovery' })).items,
    ).toEqual([])
  }, 60_000)

  it('never goes over what somebody else has set, seen or while the registry was away', async () => {
    await stage.route('CAM 1', 'MON 1')
    await stage.route('CAM 2', 'MON 2')
    await watch('reapply', 'MON 1', 'MON 2')
    await stage.fate('route', { receiverId: stage.receiver('MON 1'), senderId: stage.sender('CAM 3') })
    await seen(({ differences: all }) => all.some(({ cause }) => cause === 'foreign'))
    await stage.fate('registry/restart', { memory: 'kept', downMs: 1500 })
    await stage.fate('route', { receiverId: stage.receiver('MON 2'), senderId: null })
    const { differences: all } = await seen(
      ({ differences: found }) => found.length === 2 && found.every(({ cause }) => cause === 'foreign'),
    )
    expect(all.map(({ against }) => against?.code)).toEqual(['FOREIGN', 'FOREIGN'])
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect([stage.routeOf('MON 1'), stage.routeOf('MON 2')]).toEqual([stage.sender('CAM 3'), null])
    expect(
      (await stage.store().runs.list({ target: null, limit: 50, cursor: null, source: 'recovery' })).items,
    ).toEqual([])
    expect((await saidNo(() => recovery().apply(ada, only().id, applied))).message).toContain('nothing to put back')

    // Who names it means it.
    const run = await recovery().apply(ada, only().id, { ...applied, receivers: ids('MON 1') })
    expect(run.state).toBe('succeeded')
    expect([stage.routeOf('MON 1'), stage.routeOf('MON 2')]).toEqual([stage.sender('CAM 1'), null])
  }, 90_000)

  it('never goes over what was set while Signalbox was not running', async () => {
    await stage.route('CAM 1', 'MON 1')
    await stage.route('CAM 2', 'MON 2')
    await watch('reapply', 'MON 1', 'MON 2')
    const node = nodeOf('MON 2')
    const isSame = node === nodeOf('MON 1')
    await stage.end()
    await stage.fate('route', { receiverId: stage.receiver('MON 1'), senderId: stage.sender('CAM 3') })
    await stage.begin()
    const { differences: all } = await seen(({ differences: found }) => found[0]?.cause === 'foreign')
    expect(all).toMatchObject([{ receiverId: stage.receiver('MON 1'), against: { code: 'FOREIGN', needs: 'name' } }])
    expect(isSame).toBe(true)
    await stage.end()
    await stage.fate('node/gone', { node })
    await stage.fate('node/back', { node, memory: 'lost' })
    await stage.begin()
    // What nobody has activated since is lost, whoever was away.
    await until(
      () => stage.routeOf('MON 2'),
      (sender) => sender === stage.sender('CAM 2'),
      LIMIT,
    )
  }, 90_000)

  it('waits for the sender when that comes back later', async () => {
    await stage.route('CAM 1', 'MON 1')
    await watch('reapply', 'MON 1')
    const { resource } = stage.plant().entry('sender', stage.sender('CAM 1')) ?? {}
    const device = stage.plant().entry('device', resource?.device_id ?? '')
    const source = stage.plant().entry('node', device?.resource.node_id ?? '')?.resource.label ?? ''
    await stage.fate('node/gone', { node: source })
    await powerCut('MON 1', 'lost')
    const waits = await seen(({ differences: all }) => all[0]?.cause === 'lost')
    expect(waits.differences).toMatchObject([{ against: { code: 'SENDER_OFFLINE', needs: 'wait' } }])
    expect((await saidNo(() => recovery().apply(ada, only().id, applied))).message).toBe(
      'CAM 1 is offline; it waits for it to come back.',
    )
    await stage.fate('node/back', { node: source })
    await until(
      () => stage.routeOf('MON 1'),
      (sender) => sender === stage.sender('CAM 1'),
      LIMIT,
    )
  }, 90_000)

  it('never goes over a newer run, even when that was lost', async () => {
    await stage.route('CAM 1', 'MON 1')
    await watch('reapply', 'MON 1')
    await stage.route('CAM 4', 'MON 1')
    await powerCut('MON 1', 'lost')
    const { differences: all } = await seen(({ differences: found }) => found[0]?.is?.active === false)
    expect(all).toMatchObject([{ cause: 'run', against: { code: 'NEWER_RUN' } }])
    await new Promise((resolve) => setTimeout(resolve, 3_500))
    expect(stage.routeOf('MON 1')).toBeNull()
  }, 60_000)

  it('touches nothing on air without a yes, and puts it back when it is off air', async () => {
    await stage.route('CAM 1', 'MON 1')
    await watch('reapply', 'MON 1')
    const tally = { state: 'on-air', since: '2026-11-21T10:00:00.000Z', stale: false, by: 'TX' } as const
    stage.plant().setMarks(stage.receiver('MON 1'), { tally })
    await powerCut('MON 1', 'lost')
    const waits = await seen(({ differences: all }) => all[0]?.cause === 'lost')
    expect(waits.differences).toMatchObject([
      { against: { code: 'ON_AIR', needs: 'yes', text: expect.stringContaining('MON 1 is on air since') as string } },
    ])
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(stage.routeOf('MON 1')).toBeNull()
    const unsaid = await recovery()
      .apply(ada, only().id, { ...applied, onRefused: 'refuse' })
      .catch((error: unknown) => error)
    expect(unsaid).toBeInstanceOf(RefusedError)
    expect(stage.routeOf('MON 1')).toBeNull()
    const run = await recovery().apply(ada, only().id, { ...applied, confirm: ['ON_AIR'] })
    expect(run.state).toBe('succeeded')
    expect(stage.routeOf('MON 1')).toBe(stage.sender('CAM 1'))

    await powerCut('MON 1', 'lost')
    await seen(({ differences: all }) => all[0]?.against?.code === 'ON_AIR')
    stage.plant().setMarks(stage.receiver('MON 1'), { tally: null })
    await until(
      () => stage.routeOf('MON 1'),
      (sender) => sender === stage.sender('CAM 1'),
      LIMIT,
    )
  }, 120_000)

  it('is told what is good by a person, and refuses what there is not', async () => {
    await stage.route('CAM 1', 'MON 1')
    await watch('show', 'MON 1')
    await stage.route('CAM 2', 'MON 1')
    const kept = await recovery().keep(person('Bob'), only().id)
    expect(kept).toMatchObject({ good: { by: { name: 'Bob' }, routed: 1 }, differences: [] })
    const rows = (await stage.store().audit.list({ target: kept.id, limit: 10, cursor: null })).items
    expect(rows.map(({ what, actor }) => [what, actor.name])).toEqual([['recovery.keep', 'Bob']])

    expect(await saidNo(() => recovery().keep(ada, 'nowhere'))).toMatchObject({ kind: 'unknown' })
    expect(await saidNo(() => recovery().apply(ada, 'nowhere', applied))).toMatchObject({ kind: 'unknown' })
    const { id } = only()
    expect(await saidNo(() => recovery().apply(ada, id, { ...applied, receivers: ['ghost'] }))).toMatchObject({
      kind: 'unknown',
      message: 'ghost is no destination of one thing.',
    })
    expect(await saidNo(() => recovery().apply(ada, id, { ...applied, receivers: ids('MON 1') }))).toMatchObject({
      kind: 'state',
      message: 'MON 1 is as it was when all was well.',
    })
  }, 60_000)
})

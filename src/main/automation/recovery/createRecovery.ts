import { setMaxListeners } from 'node:events'
import type { Id, RecoveryApplyInput, RecoveryDifference, RecoveryScope } from '../../../contract'
import type { Discovery } from '../../discovery/discovery'
import type { Execution } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import type { HouseSettings } from '../../execution/houseSettings'
import type { EntryOf, Plant } from '../../plant/plant'
import { inScope } from '../../plant/scope'
import { auditNote } from '../../store/auditNote'
import type { DocumentRepository, StoredRecovery } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { someOf } from '../jobs/inPieces'
import type { Notice } from '../playbooks/playbookParts'
import type { Activations } from './activations'
import { type DifferenceParts, differenceOf, isAsGood, puttingBack } from './differences'
import { createGoodBook } from './goodBook'
import { illness, undecided } from './health'
import { intentionOf } from './intention'
import type { Recovery } from './recovery'
import type { RouteChanges } from './routeChanges'
import { type Watched, createScopeWatch } from './scopeWatch'
import { MOST_ACTIONS, createTries, sourceOf } from './tries'
import { naturalOrder } from '../../plant/naturalOrder'

export type RecoveryOptions = {
  readonly repository: DocumentRepository<StoredRecovery>
  readonly plant: Plant
  readonly discovery: Pick<Discovery, 'list' | 'onRegistry'>
  readonly execution: Pick<Execution, 'start' | 'onRun'>
  readonly settings: Pick<HouseSettings, 'get' | 'onChange'>
  readonly changes: RouteChanges
  readonly activations: Activations
  readonly notify: (notice: Notice) => void
  readonly clock: Clock
  readonly logger: Logger
  /** How long after a change it is looked at: what comes back comes in pieces, ms. */
  readonly settleMs: number
}

/** How long after a device did not say what it does it is asked again, ms. */
const ASK_AGAIN_MS = 5_000

export function createRecovery(options: RecoveryOptions): Recovery {
  const { plant, discovery, execution, settings, changes, activations, clock, logger } = options
  const good = createGoodBook(options)
  const tries = createTries({ execution, logger })
  const differenceParts: DifferenceParts = { plant, changes, activationOf: activations.of, triedOf: tries.of }
  const listeners = new Set<() => void>()
  const ending = new AbortController()
  // Many devices are read at once, and each request listens for the end.
  setMaxListeners(0, ending.signal)
  const ends: (() => void)[] = []
  let working: Promise<void> = Promise.resolve()

  const watch = createScopeWatch({
    ...{ plant, discovery, clock, settleMs: options.settleMs },
    wasOn: good.hasSender,
    onGone(receiverId) {
      // What goes once more is put back once more.
      activations.forget(receiverId)
      tries.forget(receiverId)
    },
    look(scope) {
      working = working
        .then(() => look(scope))
        .catch((error: unknown) => {
          logger.error('The routing of a scope could not be looked at', { scope: scope.title, error })
        })
    },
  })

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function takeSettings(): void {
    watch.set(settings.get().recovery)
    // What is good is kept of the scopes in the settings only: what is taken up again begins afresh.
    good
      .keepOnly((id) => watch.get(id) !== undefined)
      .catch((error: unknown) => {
        logger.error('A last known good routing that is not wanted any more could not be removed', { error })
      })
    tell()
  }

  function differencesOf({ id }: Watched): readonly RecoveryDifference[] {
    return (good.get(id)?.routes ?? [])
      .flatMap((route) => differenceOf(route, differenceParts) ?? [])
      .sort((a, b) => naturalOrder(a.label, b.label))
  }

  function receiversOf({ has }: Watched): readonly EntryOf<'receiver'>[] {
    return [...plant.all('receiver')].filter(has)
  }

  const isSoleController = (receiverId: Id): boolean => {
    const entry = plant.entry('receiver', receiverId)
    return entry !== undefined && settings.get().soleController.scopes.some((scope) => inScope(scope, entry))
  }

  /** Why now is not taken as good; null: it may be. */
  function against(
    receivers: readonly EntryOf<'receiver'>[],
    differences: readonly RecoveryDifference[],
  ): string | null {
    return illness(receivers, discovery.list(), plant) ?? undecided(differences, isSoleController)
  }

  /** How long it has still to be quiet, ms; a clock that jumps makes it no longer. */
  function quietLeftMs({ changedAt }: Watched): number {
    const whole = settings.get().recovery.quietS * 1000
    return Math.min(whole, Math.max(0, changedAt() + whole - clock.now()))
  }

  async function look(scope: Watched): Promise<void> {
    if (ending.signal.aborted || watch.get(scope.id) !== scope) return
    await readChanged(scope)
    if (ending.signal.aborted) return
    const differences = differencesOf(scope)
    sayWhatIsLost(scope, differences)
    if (scope.mode() === 'reapply') await putBack(scope, differences)
    await renew(scope)
    tell()
  }

  /** Asks the devices of what differs: who says that it was told so tells more than the picture. */
  async function readChanged(scope: Watched): Promise<void> {
    const changed = (good.get(scope.id)?.routes ?? []).flatMap((route) => {
      const receiver = plant.entry('receiver', route.receiverId)
      return receiver === undefined || isAsGood(route, receiver) ? [] : [receiver]
    })
    await read(scope, changed)
  }

  /** False: some device did not answer; it may have just started, and is asked again. */
  async function read(scope: Watched, receivers: readonly EntryOf<'receiver'>[]): Promise<boolean> {
    await activations.read(receivers, ending.signal)
    const isSilent = receivers.some((one) => one.status === 'online' && activations.of(one)?.state === 'silent')
    if (isSilent) watch.lookIn(scope, ASK_AGAIN_MS)
    return !isSilent
  }

  function sayWhatIsLost(scope: Watched, differences: readonly RecoveryDifference[]): void {
    const lost = differences.filter(({ cause }) => cause === 'lost')
    const fresh = lost.filter(({ receiverId }) => !scope.told.has(receiverId))
    scope.told = new Set(lost.map(({ receiverId }) => receiverId))
    tries.keepOnly((id) => watch.all().some(({ told }) => told.has(id)))
    if (fresh.length === 0) return
    const many = fresh.length === 1 ? '1 destination has' : `${fresh.length} destinations have`
    const next = scope.mode() === 'reapply' ? 'What may be is put back.' : 'It can be put back.'
    const text = `In ${scope.title} ${many} come back without what was routed: ${someOf(fresh.map(({ label }) => label))}. ${next}`
    options.notify({ severity: 'warning', text, target: null, by: 'recovery' })
  }

  /** Puts back what nothing is against: once, until it is lost anew. */
  async function putBack(scope: Watched, differences: readonly RecoveryDifference[]): Promise<void> {
    const due = differences.filter((one) => one.cause === 'lost' && one.against === null)
    const run = await tries.putBack(scope, due)
    if (run !== null) await good.noteRun(scope.id, run.id)
  }

  /** Takes now as good when all is well and has been quiet. */
  async function renew(scope: Watched): Promise<void> {
    const receivers = receiversOf(scope)
    if (against(receivers, differencesOf(scope)) !== null) return
    const left = quietLeftMs(scope)
    if (left > 0) {
      watch.lookIn(scope, left)
      return
    }
    const before = scope.changedAt()
    const unverified = receivers.filter((one) => !good.isVerified(scope.id, one))
    const isRead = await read(scope, unverified)
    // Reading may have shown what nobody knew; then it was not quiet.
    if (!isRead || ending.signal.aborted || scope.changedAt() !== before) return
    const kept = good.get(scope.id)
    if (kept !== undefined && unverified.length === 0 && kept.routes.length <= receivers.length) return
    await good.take(scope, receivers, null, [])
  }

  function view(scope: Watched): RecoveryScope {
    const { id, scope: part, title, mode } = scope
    const kept = good.get(id)
    const differences = differencesOf(scope)
    const receivers = receiversOf(scope)
    const routed = kept?.routes.filter(({ active }) => active).length ?? 0
    return {
      ...{ id, scope: part, title, mode: mode() },
      good: kept === undefined ? null : { at: kept.at, by: kept.by, receivers: kept.routes.length, routed },
      waiting: against(receivers, differences) ?? notYet(scope, receivers),
      differences: [...differences],
      lastRun: kept?.lastRun ?? null,
    }
  }

  function notYet(scope: Watched, receivers: readonly EntryOf<'receiver'>[]): string | null {
    if (good.get(scope.id) !== undefined && receivers.every((one) => good.isVerified(scope.id, one))) return null
    const seconds = Math.ceil(quietLeftMs(scope) / 1000)
    if (seconds === 0) return 'The devices are asked what they do; then it is taken as good.'
    return `It is taken as good when nothing changes for ${seconds} s more.`
  }

  /** @throws HouseError */
  function known(id: Id): Watched {
    const scope = watch.get(id)
    if (scope === undefined) throw new HouseError('unknown', `There is no scope of recovery ${id.slice(0, 60)}.`)
    return scope
  }

  /** @throws HouseError */
  function chosenBy({ receivers }: RecoveryApplyInput, scope: Watched): readonly RecoveryDifference[] {
    const differences = differencesOf(scope)
    if (receivers === undefined) return differences.filter(({ cause }) => cause === 'lost')
    const byId = new Map(differences.map((one) => [one.receiverId, one]))
    return receivers.map((id) => {
      const found = byId.get(id)
      if (found !== undefined) return found
      const kept = good.routesOf(scope.id).get(id)
      throw kept === undefined
        ? new HouseError('unknown', `${id.slice(0, 60)} is no destination of ${scope.title}.`)
        : new HouseError('state', `${kept.receiverLabel} is as it was when all was well.`)
    })
  }

  return {
    list: () => watch.all().map(view),
    get(id) {
      const scope = watch.get(id)
      return scope === undefined ? null : view(scope)
    },
    async apply(asker, id, input) {
      const scope = known(id)
      await readChanged(scope)
      const chosen = chosenBy(input, scope)
      const ready = chosen.filter((one) => one.against?.needs !== 'never' && one.against?.needs !== 'wait')
      const actions = ready.flatMap((one) => puttingBack(one) ?? []).slice(0, MOST_ACTIONS)
      if (actions.length === 0) {
        const why = chosen.find((one) => one.against !== null)?.against?.text
        throw new HouseError('state', why ?? `Nothing of ${scope.title} was lost; there is nothing to put back.`)
      }
      const { receivers: _receivers, ...given } = input
      const run = await execution.start(asker, {
        ...given,
        actions,
        onRefused: given.onRefused ?? 'skip',
        activation: given.activation ?? { mode: 'activate_immediate' },
        source: sourceOf(scope),
        skipDone: true,
      })
      if (!input.dryRun) {
        tries.note(scope, run)
        await good.noteRun(scope.id, run.id)
        tell()
      }
      return run
    },
    async keep(asker, id) {
      const scope = known(id)
      const receivers = receiversOf(scope)
      if (receivers.length === 0) throw new HouseError('state', `There is no destination in ${scope.title}.`)
      const unverified = receivers.filter((one) => !good.isVerified(scope.id, one))
      await activations.read(unverified, ending.signal)
      const many = receivers.length === 1 ? '1 destination' : `${receivers.length} destinations`
      const summary = `The routing of ${scope.title} as it is now is taken as good: ${many}`
      const note = auditNote(asker, 'recovery.keep', scope.id, summary, { scope: scope.scope })
      await good.take(scope, receivers, asker, [note])
      for (const one of receivers) tries.forget(one.id)
      tell()
      return view(scope)
    },
    intentionOf(receiverId) {
      const entry = plant.entry('receiver', receiverId)
      const kept = watch.all().flatMap((scope) => {
        const route = entry !== undefined && scope.has(entry) ? good.routesOf(scope.id).get(receiverId) : undefined
        return route === undefined ? [] : [{ route, title: scope.title }]
      })
      return intentionOf(receiverId, changes, kept)
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start(ready) {
      try {
        await good.start()
      } catch (error) {
        logger.error('The last known good routing could not be read; it is taken anew', { error })
      }
      ends.push(plant.subscribe(watch.see), settings.onChange(takeSettings), discovery.onRegistry(watch.seeRegistries))
      tries.onEnd((id) => {
        const scope = watch.get(id)
        if (scope !== undefined) watch.lookIn(scope, options.settleMs)
        tell()
      })
      takeSettings()
      void Promise.all([ready, changes.readBack()]).then(() => {
        if (!ending.signal.aborted) watch.start()
      })
    },
    async stop() {
      ending.abort()
      watch.stop()
      for (const end of ends.splice(0)) end()
      tries.stop()
      changes.stop()
      await working
      listeners.clear()
    },
  }
}

import type { ActionType, Change, ChangeError, Warning } from '../../../contract'
import type { ConnectionState } from '../../nmos/connectionTypes'
import type { NmosHttp } from '../../nmos/http'
import type { Plant, PlantView } from '../../plant/plant'
import { compareVersions } from '../../nmos/tai'
import { entryName } from '../../policy/entryName'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { Driver, DriverPlan, Prepared, StepResult } from '../driver'
import { StepFault, asChangeError, fault } from './deviceFault'
import { discardStaged } from './discard'
import { NOWHERE, ReceiverState, SenderState } from './endPointState'
import { createEndPoints } from './endPoints'
import { createMovedSenders } from './movedSenders'
import { learnAddresses } from './learnAddresses'
import { IS05, planChanges } from './planChanges'
import { type Kept, planDisable, planEnable } from './planSwitch'
import { readActive, readBack } from './readBack'
import { senderAgainst } from './senderAgainst'
import { senderStaging } from './senderStaging'
import { createStagingFinder } from './stagingFinder'
import { createRequests } from './requests'
import { reversed } from './reversed'
import { createSettling } from './settling'
import type { Staging } from './staging'
import { standing } from './standing'

/** ms. `requestMs`: one HTTP request, asked for at each. `verifyMs`: until `/active` shows it. `fileMs`: until a lagging file is there. */
export type Is05Timeouts = { readonly requestMs: () => number; readonly verifyMs: number; readonly fileMs: number }

export const IS05_TIMEOUTS: Is05Timeouts = { requestMs: () => 5000, verifyMs: 2000, fileMs: 3000 }

export type Is05DriverOptions = {
  readonly http: NmosHttp
  readonly plant: Plant
  readonly clock: Clock
  readonly logger: Logger
  readonly timeouts: Is05Timeouts
}

const ACTIONS: readonly ActionType[] = [
  'route.connect',
  'route.disconnect',
  'sender.activate',
  'sender.deactivate',
  'receiver.enable',
  'receiver.disable',
]

/** Routes and senders over the Connection API (IS-05 v1.0 to v1.2), as INFO-005 wants a controller to do it. */
export function createIs05Driver({ http, plant, clock, logger, timeouts }: Is05DriverOptions): Driver {
  const { requestMs, verifyMs, fileMs } = timeouts
  const endPoints = createEndPoints(http, plant)
  const movedSenders = createMovedSenders(clock)
  const reading = { plant, endPoints, clock, requestMs, verifyMs, movedSenders }
  const requests = createRequests({ endPoints, settling: createSettling(reading, logger), requestMs })
  const finder = createStagingFinder({ http, clock, requestMs, fileMs, endPoints, plant, movedSenders })

  async function stagingFor(change: Change, signal: AbortSignal): Promise<Staging> {
    if (change.target.kind === 'receiver') {
      return finder.stagingFor(change.target.id, ReceiverState.parse(change.after), signal)
    }
    const { target, after } = change
    const request = { signal, timeoutMs: requestMs() }
    const states = { before: SenderState.parse(change.before), after: SenderState.parse(after) }
    return senderStaging(endPoints.target(target), target.label, states, request)
  }

  /** What a receiver would receive when it is switched on. */
  async function keptBy(target: Change['target'], signal: AbortSignal): Promise<Kept> {
    try {
      return {
        known: true,
        staged: await endPoints.target(target).connection.staged({ signal, timeoutMs: requestMs() }),
      }
    } catch (error) {
      return { known: false, why: asChangeError(`${target.label} (staged)`, error).text }
    }
  }

  async function planFor(
    action: Parameters<Driver['plan']>[0],
    view: PlantView,
    signal: AbortSignal,
  ): Promise<DriverPlan> {
    switch (action.type) {
      case 'receiver.enable': {
        const receiver = view.entry('receiver', action.receiverId)
        if (receiver === undefined) return NOTHING
        const target = { kind: 'receiver', id: receiver.id, label: entryName(receiver) } as const
        return planEnable(view, receiver, await keptBy(target, signal))
      }
      case 'receiver.disable': {
        const receiver = view.entry('receiver', action.receiverId)
        return receiver === undefined ? NOTHING : planDisable(view, receiver)
      }
      case 'sender.activate':
      case 'sender.deactivate': {
        // Where it sends now is what it is put back to.
        const target = { kind: 'sender', id: action.senderId, label: '' } as const
        if (action.legs !== undefined) await readActive(reading, target, signal)
        return planChanges(action, view)
      }
      case 'route.connect':
      case 'route.disconnect':
        return planChanges(action, view)
      case 'destination.lock':
      case 'destination.protect':
      case 'destination.release':
      case 'mqtt.command':
      case 'http.request':
        return NOTHING
    }
  }

  return {
    name: IS05,
    actions: ACTIONS,
    handles: (action, view) =>
      'receiverId' in action
        ? view.entry('receiver', action.receiverId) !== undefined
        : 'senderId' in action && view.entry('sender', action.senderId) !== undefined,
    learn: (actions, signal) =>
      learnAddresses(plant, actions, (target, within) => readActive(reading, target, within), signal),
    against: senderAgainst,
    plan: planFor,
    prepare: (change, signal) =>
      faultsAsResults<Prepared>(async () => {
        const staging = await stagingFor(change, signal)
        return { ok: true, request: requests.of({ change, staging, expects: staging }) }
      }),
    sendTogether: (together, sending, signal) => requests.sendTogether(together, sending, signal),
    activation: (change) => requests.of({ change, staging: {}, expects: stagedBefore(change) }),
    discard: (change, signal) =>
      faultsAsResults(() => discardStaged(endPoints, change, { signal, timeoutMs: requestMs() })),
    verify: (change, signal) =>
      faultsAsResults<StepResult>(async () => {
        const seen = await readBack(reading, change, signal)
        if (seen.kind === 'as-wanted') {
          const { activation_time } = seen.state.activation
          const activatedAt = later(activation_time, change.activatedAt ?? null)
          if (change.target.kind === 'sender') movedSenders.note(change, seen.state)
          return { ok: true, warnings: idleAllTheSame(change, seen.state), detail: {}, activatedAt }
        }
        if (seen.kind === 'unread') throw new StepFault(asChangeError(`${change.target.label} (active)`, seen.error))
        throw fault('NOT_VERIFIED', `The device accepted it, but its /active says otherwise: ${seen.found}.`)
      }),
    look: (change, signal) => standing(reading, change, signal),
    reverse: (change) => reversed(plant, change),
  }
}

const NOTHING: DriverPlan = { changes: [], warnings: [] }

/** What must be staged on a target when it is activated in a second step. */
function stagedBefore({ target, after }: Change): Staging {
  if (target.kind === 'sender') return { master_enable: SenderState.parse(after).active }
  const { active, senderId, keeps } = ReceiverState.parse(after)
  return keeps ? { master_enable: active } : { master_enable: active, sender_id: senderId }
}

/** What is active with every leg off, or with no address to send to: as it was asked for, and yet no picture. */
function idleAllTheSame({ target }: Change, { masterEnable, legs }: ConnectionState): readonly Warning[] {
  if (!masterEnable || legs.length === 0) return []
  const { label, id } = target
  if (legs.every((leg) => leg['rtp_enabled'] === false)) {
    const [is, does] = target.kind === 'receiver' ? ['connected', 'receives'] : ['on', 'sends']
    const text = `${label} is ${is}, but its device has every leg of it switched off: it ${does} nothing.`
    return [{ code: 'LEGS_OFF', text, target: id }]
  }
  if (target.kind === 'receiver' || !legs.every(({ destination_ip }) => NOWHERE.has(destination_ip))) return []
  const text = `${label} is on, but has no address to send to: set one at the sender.`
  return [{ code: 'NO_DESTINATION', text, target: id }]
}

/**
 * When it became active, of what `/active` and the answer to the PATCH said. Devices are seen to answer three nulls, or
 * the activation before, in a later GET.
 */
function later(active: string | null, answered: string | null): string | null {
  if (active === null || answered === null) return active ?? answered
  return compareVersions(active, answered) < 0 ? answered : active
}

async function faultsAsResults<T>(
  work: () => Promise<T>,
): Promise<T | { readonly ok: false; readonly error: ChangeError }> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StepFault) return { ok: false, error: error.changeError }
    throw error
  }
}

import type { Change, ChangeError, Warning } from '../../../contract'
import type { PatchOutcome, ReceiverPatch, SenderPatch } from '../../nmos/connectionTypes'
import type { NmosHttp } from '../../nmos/http'
import { isNmosHttpError } from '../../nmos/nmosHttpError'
import { transportName } from '../../nmos/urn'
import type { Plant } from '../../plant/plant'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { Driver, PlannedChange, Prepared, StepResult } from '../driver'
import { StepFault, deviceFault, fault } from './deviceFault'
import { ReceiverState, SenderState } from './endPointState'
import { type ReceiverEndPoint, createEndPoints } from './endPoints'
import { fetchOffer } from './offer'
import { IS05, planChanges } from './planChanges'
import { type Seen, look, readBack } from './readBack'
import { DISCONNECT, connectPatch } from './receiverPatch'
import { stagedDifferences } from './stagedCheck'

/** ms. `requestMs`: one HTTP request. `verifyMs`: until `/active` shows it. `fileMs`: until a lagging file is there. */
export type Is05Timeouts = { readonly requestMs: number; readonly verifyMs: number; readonly fileMs: number }

export const IS05_TIMEOUTS: Is05Timeouts = { requestMs: 5000, verifyMs: 2000, fileMs: 3000 }

export type Is05DriverOptions = {
  readonly http: NmosHttp
  readonly plant: Plant
  readonly clock: Clock
  readonly logger: Logger
  readonly timeouts: Is05Timeouts
}

/** Routes and senders over the Connection API (IS-05 v1.0 to v1.2), as INFO-005 wants a controller to do it. */
export function createIs05Driver({ http, plant, clock, logger, timeouts }: Is05DriverOptions): Driver {
  const endPoints = createEndPoints(http, plant)
  const reading = { plant, endPoints, clock, requestMs: timeouts.requestMs, verifyMs: timeouts.verifyMs }
  const offers = { http, clock, requestMs: timeouts.requestMs, fileMs: timeouts.fileMs }

  async function prepareReceiver(change: Change, signal: AbortSignal): Promise<Prepared> {
    const receiver = endPoints.receiver(change.target.id)
    const wanted = ReceiverState.parse(change.after)
    const patch = wanted.active ? await patchFor(receiver, wanted, signal) : DISCONNECT
    return {
      ok: true,
      apply: (sending) => send(change, patch, receiver.connection.patchStaged(patch, request(sending))),
    }
  }

  function prepareSender(change: Change): Prepared {
    const { connection, name } = endPoints.sender(change.target.id)
    if (connection === null) throw fault('NOT_CONTROLLABLE', `The device of ${name} offers no Connection API any more.`)
    const { active } = SenderState.parse(change.after)
    const patch: SenderPatch = { master_enable: active, activation: { mode: 'activate_immediate' } }
    return { ok: true, apply: (sending) => send(change, patch, connection.patchStaged(patch, request(sending))) }
  }

  /** All that is read is read at once: constraints and transport type of the receiver, and what the sender offers. */
  async function patchFor(
    receiver: ReceiverEndPoint,
    wanted: ReceiverState,
    signal: AbortSignal,
  ): Promise<ReceiverPatch> {
    if (wanted.senderId === null) throw fault('NO_SENDER', `There is no sender to put ${receiver.name} on.`)
    const sender = endPoints.sender(wanted.senderId)
    const transport = transportName(sender.entry.resource.transport || receiver.entry.resource.transport)
    const [constraints, type, offer] = await Promise.all([
      ofDevice(receiver.name, 'constraints', receiver.connection.constraints(request(signal))),
      ofDevice(receiver.name, 'transport type', receiver.connection.transportType(request(signal))),
      fetchOffer(offers, sender, transport, signal),
    ])
    if (type !== null && transportName(type) !== transport) {
      const words = `its device says it takes ${transportName(type)}, and ${sender.name} sends ${transport}`
      throw fault('TRANSPORT_MISMATCH', `${receiver.name} cannot be connected: ${words}.`)
    }
    const result = connectPatch({ senderId: wanted.senderId, constraints, offer, leg: wanted.leg })
    if (!result.ok) throw fault(result.code, `${receiver.name} ← ${sender.name}: ${result.text}`)
    return result.patch
  }

  /** A PATCH that was not answered may have been done: that is settled by reading. It is never sent again. */
  async function send(
    change: Change,
    patch: ReceiverPatch & SenderPatch,
    sent: Promise<PatchOutcome>,
  ): Promise<StepResult> {
    try {
      const { state, scheduled } = await sent
      const differences = stagedDifferences(patch, state)
      const detail = { ...(scheduled ? { scheduled: state.activation } : {}) }
      return { ok: true, warnings: differences.length === 0 ? [] : [meddled(change, differences)], detail }
    } catch (error) {
      if (isNmosHttpError(error, 'timeout', 'reset', 'aborted', 'not-json')) return settled(change, error)
      return { ok: false, error: await refused(change, error) }
    }
  }

  async function settled(change: Change, error: unknown): Promise<StepResult> {
    const seen = await readBack(reading, change, new AbortController().signal)
    const broken = deviceFault(change.target.label, error)
    if (seen.kind === 'as-wanted') {
      logger.info('A change whose answer was lost turned out to be done', { change: change.id, fault: broken.text })
      return { ok: true, warnings: [], detail: { answerLost: broken.text, settledBy: 'reading /active' } }
    }
    const now = seen.kind === 'otherwise' ? `Read afterwards, ${seen.found}.` : 'What it is on now could not be read.'
    return { ok: false, error: { ...broken, text: `${broken.text} ${now}` } }
  }

  async function refused(change: Change, error: unknown): Promise<ChangeError> {
    const said = deviceFault(change.target.label, error)
    if (!isNmosHttpError(error, 'status')) return said
    const seen = await look(reading, change, new AbortController().signal)
    return { ...said, text: `${said.text.replace(/\.$/, '')}. ${stays(seen)}`.trim() }
  }

  function request(signal: AbortSignal) {
    return { signal, timeoutMs: timeouts.requestMs }
  }

  return {
    name: IS05,
    actions: ['route.connect', 'route.disconnect', 'sender.activate', 'sender.deactivate'],
    handles: (action, view) =>
      'receiverId' in action
        ? view.entry('receiver', action.receiverId) !== undefined
        : view.entry('sender', action.senderId) !== undefined,
    plan: (action, view) => Promise.resolve(planChanges(action, view)),
    prepare: (change, signal) =>
      faultsAsResults(async () =>
        change.target.kind === 'receiver' ? prepareReceiver(change, signal) : prepareSender(change),
      ),
    verify: (change, signal) =>
      faultsAsResults<StepResult>(async () => {
        const seen = await readBack(reading, change, signal)
        if (seen.kind === 'as-wanted') return { ok: true, warnings: [], detail: {} }
        if (seen.kind === 'unread') throw asStepFault(change.target.label, seen.error)
        throw fault('NOT_VERIFIED', `The device accepted it, but its /active says otherwise: ${seen.found}.`)
      }),
    reverse: (change) => reversed(change),
  }
}

async function ofDevice<T>(name: string, what: string, request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw new StepFault(deviceFault(`${name} (${what})`, error))
  }
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

function asStepFault(name: string, error: unknown): StepFault {
  return error instanceof StepFault ? error : new StepFault(deviceFault(`${name} (active)`, error))
}

function meddled({ target }: Change, differences: readonly string[]): Warning {
  const text = `${target.label} answered otherwise than it was asked (${differences.join('; ')}); another controller may be at work.`
  return { code: 'STAGED_DIFFERS', text, target: target.id }
}

function stays(seen: Seen): string {
  switch (seen.kind) {
    case 'otherwise':
      return `${seen.found.replace(' is on ', ' stays on ')}.`
    case 'as-wanted':
      return `Its /active shows what was wanted, whatever it answered.`
    case 'unread':
      return ''
  }
}

/** What puts the target back to `before`; null where it was on a stream that nobody can name. */
function reversed(change: Change): PlannedChange | null {
  const { driver, target, node, before, after } = change
  if (target.kind === 'receiver') {
    const was = ReceiverState.parse(before)
    if (was.active && was.senderId === null) return null
  }
  return { driver, target, node, summary: `Back: ${change.summary}`, before: after, after: before }
}

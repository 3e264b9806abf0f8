import type { Action, Id, RecoveryCause, RecoveryDifference } from '../../../contract'
import { nameOf } from '../../execution/actions'
import { countsAsOnAir, tallyInWords } from '../../execution/onAir'
import { isControllable, routeOf } from '../../plant/lightRecord'
import type { EntryOf, PlantView } from '../../plant/plant'
import { downstreamOf } from '../../plant/signalPath'
import { entryName } from '../../policy/entryName'
import type { GoodRoute } from '../../store/repositories'
import type { Activation } from './activations'
import type { RouteChange, RouteChanges } from './routeChanges'

/** What was tried already, and what became of it. */
export type Tried = { readonly runId: Id | null; readonly text: string }

export type DifferenceParts = {
  readonly plant: PlantView
  readonly changes: Pick<RouteChanges, 'byRun' | 'byOthers'>
  readonly activationOf: (receiver: EntryOf<'receiver'>) => Activation | undefined
  readonly triedOf: (receiverId: Id) => Tried | undefined
}

type Against = NonNullable<RecoveryDifference['against']>

/** What of the good routing is otherwise now; null: it is as it was. */
export function differenceOf(good: GoodRoute, parts: DifferenceParts): RecoveryDifference | null {
  const { plant } = parts
  const { receiverId } = good
  const receiver = plant.entry('receiver', receiverId)
  const was = { active: good.active, senderId: good.senderId, label: nameThen(good, plant) }
  if (receiver === undefined) {
    const label = good.receiverLabel
    const against = { code: 'GONE', text: 'The plant does not have it.', needs: 'wait' } as const
    const text = `${label}: not in the plant`
    return { receiverId, label, was, is: null, cause: 'unknown', text, against, runId: null }
  }
  if (isAsGood(good, receiver)) return null
  const { active, senderId } = routeOf(receiver)
  const is = { active, senderId, label: senderId === null ? null : nameOf(plant, senderId) }
  const label = entryName(receiver)
  const cause = causeOf(good, receiver, parts)
  const text = `${label}: ${inWords(is)} now, ${inWords(was)} when all was well`
  const tried = parts.triedOf(receiverId)
  const against = againstOf(good, receiver, cause, parts)
  const byRun = cause === 'run' ? parts.changes.byRun(receiverId) : null
  return { receiverId, label, was, is, cause, text, against, runId: tried?.runId ?? byRun?.runId ?? null }
}

/** Whether a destination is on what it was on. */
export function isAsGood(good: GoodRoute, receiver: EntryOf<'receiver'>): boolean {
  const { active, senderId } = routeOf(receiver)
  return active === good.active && senderId === good.senderId
}

/** What puts a difference back, if the destination is still on what it is on now; null: nothing can. */
export function puttingBack({ receiverId, was, is }: RecoveryDifference): Action | null {
  if (is === null) return null
  const isSeen = is.senderId !== null || !is.active
  const seen = isSeen ? { expected: { senderId: is.senderId } } : {}
  if (was.senderId !== null) return { type: 'route.connect', senderId: was.senderId, receiverId, ...seen }
  return was.active ? null : { type: 'route.disconnect', receiverId, ...seen }
}

/** The newer of what a run and somebody else did since, where it was something else than what was good. */
function changeSince(good: GoodRoute, { byRun, byOthers }: DifferenceParts['changes']): RouteChange | null {
  const all = [byRun(good.receiverId), byOthers(good.receiverId)].filter((one) => one !== null)
  const [last] = all.filter(({ at }) => at > good.takenAt).sort((a, b) => (a.at < b.at ? 1 : -1))
  if (last === undefined || last.isRecovery) return null
  return last.active === good.active && last.senderId === good.senderId ? null : last
}

/**
 * A run speaks for itself. Else the device does: what was activated since was activated by somebody else, and what was
 * never activated since it started was lost. Of devices that do not say, a destination on nothing that nobody was seen to
 * change is lost.
 */
function causeOf(
  good: GoodRoute,
  receiver: EntryOf<'receiver'>,
  { changes, activationOf }: DifferenceParts,
): RecoveryCause {
  const since = changeSince(good, changes)
  if (since !== null && since.runId !== null) return 'run'
  const activation = activationOf(receiver)
  const isOff = !routeOf(receiver).active
  if (activation?.state === 'read' && activation.at !== null && activation.at !== good.activatedAt) return 'foreign'
  if (activation?.state === 'read' && activation.at === null && good.activatedAt !== null) return 'lost'
  if (since !== null) return 'foreign'
  if (activation === undefined || activation.state === 'silent') return 'unknown'
  return isOff && good.active ? 'lost' : 'unknown'
}

function againstOf(
  good: GoodRoute,
  receiver: EntryOf<'receiver'>,
  cause: RecoveryCause,
  { plant, changes, triedOf }: DifferenceParts,
): Against | null {
  const name = entryName(receiver)
  if (good.active && good.senderId === null) {
    const text = 'It was on an unknown stream, and nobody can say where that comes from.'
    return { code: 'UNKNOWN_STREAM', text, needs: 'never' }
  }
  if (!isControllable(plant.entry('device', receiver.resource.device_id ?? '')?.resource)) {
    return { code: 'NOT_CONTROLLABLE', text: `${name} cannot be told what to do.`, needs: 'never' }
  }
  if (receiver.status === 'offline') {
    return { code: 'OFFLINE', text: `${name} is offline; it waits for it to come back.`, needs: 'wait' }
  }
  if (good.senderId !== null) {
    const sender = plant.entry('sender', good.senderId)
    if (sender === undefined) {
      const text = `${good.senderLabel ?? good.senderId} is not in the plant any more.`
      return { code: 'SENDER_GONE', text, needs: 'wait' }
    }
    if (sender.status === 'offline') {
      return {
        code: 'SENDER_OFFLINE',
        text: `${entryName(sender)} is offline; it waits for it to come back.`,
        needs: 'wait',
      }
    }
  }
  const since = changeSince(good, changes)
  switch (cause) {
    case 'run': {
      const text = `It was set since: ${since?.words ?? 'by a run'}. Name it to put it back all the same.`
      return { code: 'NEWER_RUN', text, needs: 'name' }
    }
    case 'foreign': {
      const who = since?.runId === null ? since.words : 'its device says that somebody has set it since'
      return { code: 'FOREIGN', text: `Not ours: ${who}. Name it to put it back all the same.`, needs: 'name' }
    }
    case 'unknown': {
      const text = 'Nobody can say who changed it. Name it to put it back all the same.'
      return { code: 'UNKNOWN_CAUSE', text, needs: 'name' }
    }
    case 'lost':
      break
  }
  const onAir = [receiver, ...downstreamOf(plant, receiver)].find(({ marks }) => countsAsOnAir(marks.tally))
  if (onAir?.marks.tally != null) {
    const via = onAir.id === receiver.id ? '' : ` ${name} feeds it through its device.`
    const text = `${entryName(onAir)} is ${tallyInWords(onAir.marks.tally)}.${via} It waits until it is off air, or somebody says yes.`
    return { code: 'ON_AIR', text, needs: 'yes' }
  }
  const tried = triedOf(receiver.id)
  return tried === undefined ? null : { code: 'TRIED', text: tried.text, needs: 'name' }
}

function nameThen({ senderId, senderLabel }: GoodRoute, plant: PlantView): string | null {
  if (senderId === null) return null
  return plant.get(senderId) === undefined ? (senderLabel ?? senderId) : nameOf(plant, senderId)
}

function inWords({ active, senderId, label }: { active: boolean; senderId: Id | null; label: string | null }): string {
  if (!active) return 'nothing'
  return senderId === null ? 'an unknown stream' : (label ?? senderId)
}

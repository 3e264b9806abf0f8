import type { Hold, Id, Lease } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { type Asker, RefusedError } from '../../execution/execution'
import { roleOf } from '../../execution/guard'
import type { Holds } from '../../execution/holds/holds'
import { againstRelease, inWords } from '../../execution/holds/holdRules'
import { HouseError } from '../../execution/houseError'
import { unitIdOf, unitOf } from '../../plant/deviceIds'
import { auditNote } from '../../store/auditNote'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { LeaseDetail, Leases } from './leases'
import { naturalOrder } from '../../plant/naturalOrder'

/** Leases as holds. They are decided about one after another, so that two who ask at once do not both get it. */
export function createLeases(parts: {
  readonly holds: Pick<Holds, 'of' | 'all' | 'place' | 'release'>
  /** A device on MQTT by its id in the plant. */
  readonly device: (id: Id) => DeviceState | undefined
  readonly clock: Clock
}): Leases {
  const { holds, device, clock } = parts
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  function leaseOf(id: Id, { kind, until, ...rest }: Hold): Lease | null {
    const unit = unitOf(id)
    if (kind !== 'lease' || until === null || unit === null) return null
    return { ...rest, until, id, module: unit.module, deviceId: unit.deviceId, label: labelOf(unit.deviceId) }
  }

  function labelOf(deviceId: Id): string {
    return device(deviceId)?.label ?? deviceId
  }

  function get(unitId: Id): Lease | null {
    const hold = holds.of(unitId)
    return hold === null ? null : leaseOf(unitId, hold)
  }

  function against(unitId: Id, actorId: Id): string | null {
    const hold = holds.of(unitId)
    return hold?.kind !== 'lease' || hold.owner.id === actorId ? null : inWords(hold)
  }

  /** @throws RefusedError for a viewer */
  function refuseViewers(asker: Asker): void {
    const role = roleOf(asker)
    if (role !== null) throw new RefusedError([role])
  }

  /** @throws HouseError */
  function known(unitId: Id): Lease {
    const lease = get(unitId)
    if (lease === null) throw new HouseError('unknown', `Nobody has reserved ${unitId.slice(0, 100)}.`)
    return lease
  }

  async function place(asker: Asker, id: Id, hold: Hold, what: string, detail: LeaseDetail): Promise<Lease> {
    const lease = leaseOf(id, hold)
    if (lease === null) throw new HouseError('invalid', `${id.slice(0, 100)} is no device of a module.`)
    const words = what === 'lease.renew' ? 'reserved on' : 'reserved'
    const summary = `${lease.label} (${lease.module}): ${words}, until ${lease.until.slice(0, 19).replace('T', ' ')} UTC`
    await holds.place(id, hold, [auditNote(asker, what, id, summary, { hold, ...detail(lease) })])
    return lease
  }

  return {
    list: () =>
      holds
        .all()
        .flatMap(({ receiverId, ...hold }) => leaseOf(receiverId, hold) ?? [])
        .sort((a, b) => naturalOrder(a.label, b.label)),
    get,
    against,
    canUse: (unitId, actorId) => against(unitId, actorId) === null,
    reserve: (asker, { deviceId, module, leaseS, reason }, detail) =>
      inTurn(async () => {
        refuseViewers(asker)
        const found = device(deviceId)
        if (found === undefined) throw new HouseError('unknown', `There is no device ${deviceId.slice(0, 100)}.`)
        if (!found.modules.includes(module)) {
          throw new HouseError('invalid', `${found.label} has no module ${module.slice(0, 50)}.`)
        }
        const id = unitIdOf(module, deviceId)
        const before = holds.of(id)
        const { actor } = asker
        if (before !== null && (before.kind !== 'lease' || before.owner.id !== actor.id)) {
          throw refusal(id, before.kind, `${found.label}: ${inWords(before)}`)
        }
        const now = clock.now()
        const owner = { id: actor.id, name: actor.name }
        const since = before?.since ?? timestamp(now)
        const hold: Hold = { kind: 'lease', owner, reason, since, until: timestamp(now + leaseS * 1000) }
        return place(asker, id, hold, before === null ? 'lease.reserve' : 'lease.renew', detail)
      }),
    renew: (asker, unitId, leaseS, detail) =>
      inTurn(async () => {
        refuseViewers(asker)
        const { label, owner, reason, since, until } = known(unitId)
        const before: Hold = { kind: 'lease', owner, reason, since, until }
        if (owner.id !== asker.actor.id) {
          throw refusal(unitId, 'lease', `${label}: ${inWords(before)} Only its owner can renew it.`)
        }
        const hold: Hold = { ...before, until: timestamp(clock.now() + leaseS * 1000) }
        return place(asker, unitId, hold, 'lease.renew', detail)
      }),
    release: (asker, unitId, reason, detail) =>
      inTurn(async () => {
        refuseViewers(asker)
        const lease = known(unitId)
        const { label, module, owner, since, until, reason: why } = lease
        const hold: Hold = { kind: 'lease', owner, reason: why, since, until }
        const refused = againstRelease(asker, hold, reason)
        if (refused !== null) {
          const text = `${label}: ${refused.text}`
          throw new RefusedError([{ effect: 'deny', code: refused.code, text, action: null, target: unitId }])
        }
        const whose = owner.id === asker.actor.id ? '' : `, reserved by ${owner.name}`
        const words = reason.trim() === '' ? '' : `: ${reason.trim()}`
        const summary = `${label} (${module})${whose}: released${words}`
        const row = auditNote(asker, 'lease.release', unitId, summary, { hold, reason, ...detail(lease) })
        await holds.release(unitId, [row])
      }),
  }
}

function refusal(unitId: Id, kind: Hold['kind'], text: string): RefusedError {
  const code = kind === 'lease' ? 'LEASED' : 'LOCKED'
  return new RefusedError([{ effect: 'deny', code, text, action: null, target: unitId }])
}

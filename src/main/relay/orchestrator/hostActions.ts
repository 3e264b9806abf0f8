import { Cron } from 'croner'
import { z } from 'zod'
import { type Action, type CommandEvent, type Id, type Lease, LeaseSeconds, ScheduleInput } from '../../../contract'
import type { Scheduler } from '../../automation/scheduler'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Asker } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { deviceIdOf, unitIdOf } from '../../plant/deviceIds'
import { isDeviceId } from '../devices/deviceNames'
import type { LeaseDetail, Leases } from '../leases/leases'
import { HOST_ACTIONS, inWords } from '../moduleHost/readPlugin'
import type { ModuleHost } from '../moduleHost/moduleHost'

export type HostAction = (typeof HOST_ACTIONS)[number]

/** What Signalbox does itself for every module. */
export type HostAnswer = Required<Pick<CommandEvent, 'status' | 'result'>>

/** A host action of a module on a broker. */
export type HostRequest = {
  readonly asker: Asker
  readonly broker: string
  readonly module: string
  readonly params: Readonly<Record<string, unknown>>
  /** What the audit keeps of the request, given its answer. */
  readonly detail: (answer: HostAnswer) => Readonly<Record<string, unknown>>
}

export type HostActionParts = {
  readonly leases: Pick<Leases, 'reserve' | 'renew' | 'release'>
  readonly scheduler: Pick<Scheduler, 'create' | 'cancel'>
  readonly modules: Pick<ModuleHost, 'commands'>
  readonly device: (id: Id) => DeviceState | undefined
}

const DeviceId = z.string().refine(isDeviceId, 'must be 1 to 100 characters without +, #, / and control characters')
const Reserve = z.object({
  device_id: DeviceId,
  lease_s: LeaseSeconds,
  reason: z.string().max(200).default(''),
})
const Release = z.object({ device_id: DeviceId, reason: z.string().max(200).default('') })
const Command = z.object({
  device_id: DeviceId,
  action: z.string().min(1).max(50),
  params: z.record(z.string(), z.unknown()).default({}),
})
const Booking = z.object({
  at: z.string().max(50).optional(),
  cron: z.string().max(200).optional(),
  time_zone: z.string().min(1).max(100).default('UTC'),
  label: z.string().trim().max(100).optional(),
  commands: z.array(Command).min(1).max(100),
  misfire: z.enum(['skip', 'run']).default('skip'),
})
const Cancel = z.object({ schedule_id: z.string().min(1).max(200) })

export function isHostAction(action: string): action is HostAction {
  return HOST_ACTIONS.some((one) => one === action)
}

/** @throws HouseError `invalid` for params that make no sense; RefusedError, HouseError, StoreError of what was asked */
export async function doHostAction(
  action: HostAction,
  request: HostRequest,
  parts: HostActionParts,
): Promise<HostAnswer> {
  const { asker, broker, module, params } = request
  const unit = (deviceId: string): Id => unitIdOf(module, deviceIdOf({ broker, deviceId }))
  const detail: LeaseDetail = (lease) => request.detail({ status: 'RESERVED', result: leaseWords(lease) })
  switch (action) {
    case 'reserve': {
      const { device_id, lease_s: leaseS, reason } = parsed(Reserve, params)
      const input = { deviceId: deviceIdOf({ broker, deviceId: device_id }), module, leaseS, reason }
      const lease = await parts.leases.reserve(asker, input, detail)
      return { status: 'RESERVED', result: leaseWords(lease) }
    }
    case 'renew': {
      const { device_id, lease_s } = parsed(Reserve, params)
      const lease = await parts.leases.renew(asker, unit(device_id), lease_s, detail)
      return { status: 'RESERVED', result: leaseWords(lease) }
    }
    case 'release': {
      const { device_id, reason } = parsed(Release, params)
      const answer: HostAnswer = { status: 'RELEASED', result: { unit: unit(device_id) } }
      await parts.leases.release(asker, unit(device_id), reason, () => request.detail(answer))
      return answer
    }
    case 'schedule':
      return schedule(request, parts)
    case 'cancel': {
      const { schedule_id } = parsed(Cancel, params)
      await parts.scheduler.cancel(asker, schedule_id)
      return { status: 'CANCELLED', result: { schedule_id } }
    }
  }
}

async function schedule({ asker, broker, module, params }: HostRequest, parts: HostActionParts): Promise<HostAnswer> {
  const { at, cron, time_zone: timeZone, label, commands, misfire } = parsed(Booking, params)
  const actions = commands.map((command, index) => actionFor(command, { broker, module, index, parts }))
  const words = commands.map(({ device_id, action }) => `${device_id} ${action}`).join(', ')
  const input = parsed(ScheduleInput, {
    label: label ?? `${module}: ${words}`.slice(0, 100),
    ...(at === undefined ? {} : { at: momentOf(at, timeZone) }),
    ...(cron === undefined ? {} : { cron }),
    timeZone,
    misfire,
    work: { kind: 'run', run: { actions, onRefused: 'skip' } },
  })
  const booked = await parts.scheduler.create(asker, input)
  return { status: 'SCHEDULED', result: { schedule_id: booked.id, at: booked.at, cron: booked.cron } }
}

/** What is wrong with a command is said now, and not when its time has come. @throws HouseError */
function actionFor(
  { device_id: deviceId, action, params }: z.infer<typeof Command>,
  where: { readonly broker: string; readonly module: string; readonly index: number; readonly parts: HostActionParts },
): Action {
  const { broker, module, index, parts } = where
  const refuse = (why: string): never => {
    throw new HouseError('invalid', `commands.${String(index)}: ${why}`)
  }
  const id = deviceIdOf({ broker, deviceId })
  const device = parts.device(id)
  if (device === undefined) return refuse(`there is no device ${deviceId}.`)
  if (!device.modules.includes(module)) return refuse(`${device.label} has no module ${module}.`)
  const known = parts.modules.commands(module)?.commands ?? {}
  const definition = Object.hasOwn(known, action) ? known[action] : undefined
  if (definition === undefined) return refuse(`${module} has no action ${action}.`)
  const { device_id: _device, ...own } = params
  const read = definition.params.safeParse(own)
  if (!read.success) return refuse(`${action}: ${inWords(read.error)}.`)
  return { type: 'mqtt.command', deviceId: id, module, command: action, params: own }
}

/** A time without an offset is one of the time zone. @throws HouseError */
function momentOf(at: string, timeZone: string): string {
  if (z.iso.datetime({ offset: true }).safeParse(at).success) return at
  if (!z.iso.datetime({ local: true }).safeParse(at).success) {
    throw new HouseError('invalid', `at: “${at}” is no time. Write it as 2026-11-21T20:15:00Z.`)
  }
  try {
    const moment = new Cron(at, { timezone: timeZone, paused: true }).nextRun()
    if (moment !== null) return moment.toISOString()
  } catch {
    throw new HouseError('invalid', `at: “${at}” is no time of the time zone “${timeZone}”.`)
  }
  throw new HouseError('invalid', `at: ${at} (${timeZone}) is over.`)
}

function leaseWords({ id, until, owner }: Lease): Record<string, unknown> {
  return { unit: id, until, owner: owner.id }
}

/** @throws HouseError that says what does not fit */
function parsed<T>(schema: z.ZodType<T>, given: unknown): T {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  throw new HouseError('invalid', `${inWords(read.error)}.`)
}

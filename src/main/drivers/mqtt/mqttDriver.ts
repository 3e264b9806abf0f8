import { z } from 'zod'
import type { Action, Change, ChangeError, Id } from '../../../contract'
import { unitIdOf, unitOf } from '../../plant/deviceIds'
import type { EntryOf, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import type { Driver, DriverPlan, PlannedChange, Sendable, Standing, StepResult } from '../driver'
import type { CommandAnswer, CommandDefinition, CommandSet, DeviceCommand, DeviceLine, DeviceState } from './deviceLine'

/** The name of this driver, as changes carry it. */
export const MQTT = 'mqtt'

/** How long a device that said yes may take to show it, ms. */
const SHOWS_MS = 3_000

const Route = z.object({ active: z.boolean(), senderId: z.string().nullable() })

/** The `after` of a change: what the device is told, and for an input what it is on then. */
const After = z.object({
  module: z.string(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()),
  reqId: z.string().nullable(),
  /** Who is named to the device; null until the plan knows who asks. */
  actor: z.string().nullable(),
  route: Route.nullable(),
})
type After = z.infer<typeof After>

/** The `before` of a change: the device's state as it was. */
const Before = z.object({ state: z.record(z.string(), z.unknown()), route: Route.nullable() })

type RouteAction = Extract<Action, { readonly type: 'route.connect' | 'route.disconnect' }>

/**
 * Commands to devices on MQTT, and routes to their inputs: sent once, done when the device says so. What it cannot be
 * seen to have done is never done twice: after a crash somebody is asked.
 */
export function createMqttDriver(parts: { readonly line: DeviceLine; readonly plant: PlantView }): Driver {
  const { line, plant } = parts

  function deviceOf(receiverId: Id): { readonly device: DeviceState; readonly set: CommandSet } | null {
    const unit = unitOf(receiverId)
    const device = unit === null ? undefined : line.device(unit.deviceId)
    const set = unit === null ? undefined : line.commands(unit.module)
    return device === undefined || set === undefined ? null : { device, set }
  }

  function againstRoute(action: RouteAction): { readonly code: string; readonly text: string } | null {
    const found = deviceOf(action.receiverId)
    const name = nameOf(plant, action.receiverId)
    if (found === null) return { code: 'MODULE_OFF', text: `${name}: its module is not running.` }
    const { device, set } = found
    if (set.route === null) return { code: 'NOT_CONTROLLABLE', text: `${name} cannot be routed.` }
    const offline = againstOffline(device)
    if (offline !== null) return offline
    const command = commandFor(set, device, action)
    return command !== null && 'problem' in command
      ? { code: 'ROUTE_REFUSED', text: `${name}: ${command.problem}` }
      : null
  }

  function againstCommand(action: Extract<Action, { readonly type: 'mqtt.command' }>) {
    const device = line.device(action.deviceId)
    if (device === undefined) {
      return { code: 'UNKNOWN_DEVICE', text: `There is no device ${action.deviceId.slice(0, 60)} on MQTT.` }
    }
    const { label } = device
    if (!device.modules.includes(action.module)) {
      const has = device.modules.length === 0 ? 'none' : device.modules.join(', ')
      return { code: 'UNKNOWN_MODULE', text: `${label} has no module ${action.module}; it has ${has}.` }
    }
    const set = line.commands(action.module)
    if (set === undefined) return { code: 'MODULE_OFF', text: `The module ${action.module} is not running.` }
    const definition = set.commands[action.command]
    if (definition === undefined) {
      const known = Object.keys(set.commands).join(', ')
      return {
        code: 'UNKNOWN_COMMAND',
        text: `${label}: ${action.module} has no command ${action.command}; it has ${known}.`,
      }
    }
    const params = definition.params.safeParse(ownParams(action.params))
    if (!params.success) {
      return { code: 'INVALID_PARAMS', text: `${label}: ${action.command}: ${inWords(params.error)}.` }
    }
    const offline = againstOffline(device)
    if (offline !== null) return offline
    const problem = definition.check?.(params.data, device) ?? null
    return problem === null ? null : { code: 'COMMAND_REFUSED', text: `${label}: ${problem}` }
  }

  function commandFor(
    { route }: CommandSet,
    device: DeviceState,
    action: RouteAction,
  ): DeviceCommand | { readonly problem: string } | null {
    if (route === null) return null
    if (action.type === 'route.disconnect') return route.disconnect(device)
    const sender = plant.entry('sender', action.senderId)
    return sender === undefined ? null : route.connect({ id: sender.id, label: sender.resource.label }, device)
  }

  function planRoute(action: RouteAction): DriverPlan {
    const receiver = plant.entry('receiver', action.receiverId)
    const found = deviceOf(action.receiverId)
    if (receiver === undefined || found === null) return NOTHING
    const { device, set } = found
    const command = commandFor(set, device, action)
    if (command === null || 'problem' in command) return NOTHING
    const after = action.type === 'route.connect' ? { active: true, senderId: action.senderId } : OFF
    return { changes: [routeChange(receiver, device, set.module, command, after)], warnings: [] }
  }

  function routeChange(
    receiver: EntryOf<'receiver'>,
    device: DeviceState,
    module: string,
    command: DeviceCommand,
    after: z.infer<typeof Route>,
  ): PlannedChange {
    const before = routeNow(receiver)
    const label = entryName(receiver)
    const name = ({ active, senderId }: z.infer<typeof Route>): string =>
      !active ? 'nothing' : senderId === null ? 'an unknown stream' : nameOf(plant, senderId)
    return {
      driver: MQTT,
      target: { kind: 'receiver', id: receiver.id, label },
      node: queueFor(device),
      summary: `${label}: ${name(before)} → ${name(after)}`,
      before: { ...before, state: device.state, route: before },
      after: { ...after, ...told(module, command, null), route: after },
    }
  }

  function planCommand(action: Extract<Action, { readonly type: 'mqtt.command' }>): DriverPlan {
    const device = line.device(action.deviceId)
    if (device === undefined) return NOTHING
    const { module, command, reqId } = action
    return {
      changes: [commandChange(device, module, { action: command, params: ownParams(action.params) }, reqId ?? null)],
      warnings: [],
    }
  }

  /** @returns null when the device or its module is not there any more */
  function toldDevice(change: Change): { readonly device: DeviceState; readonly after: After } | null {
    const after = After.parse(change.after)
    const id = change.target.kind === 'receiver' ? (unitOf(change.target.id)?.deviceId ?? '') : change.target.id
    const device = line.device(id)
    return device === undefined ? null : { device, after }
  }

  async function send(change: Change, signal: AbortSignal): Promise<StepResult> {
    const found = toldDevice(change)
    if (found === null) return failed('UNKNOWN_DEVICE', `${change.target.label} is not there any more.`, null)
    const { device, after } = found
    const offline = againstOffline(device)
    if (offline !== null) return failed('DEVICE_SILENT', offline.text, null)
    const command = { action: after.action, params: { device_id: device.deviceId, ...after.params } }
    const sent = { reqId: after.reqId ?? change.id, actor: after.actor ?? 'signalbox', command }
    return stepOf(change, await line.send(device, after.module, sent, signal))
  }

  function sendable(change: Change): Sendable {
    return {
      bulkKey: null,
      send(sending, signal) {
        if (sending.mode === 'stage') return Promise.resolve(DONE)
        if (sending.mode === 'at') {
          const text = `${change.target.label} takes no scheduled activation.`
          return Promise.resolve(failed('NO_SCHEDULED_ACTIVATION', text, null))
        }
        return send(change, signal)
      },
    }
  }

  /** Whether the device shows that it is so; null: it does not say. */
  function isShown(change: Pick<Change, 'target' | 'after'>, device: DeviceState): boolean | null {
    const { module, action, params, route } = After.parse(change.after)
    if (route !== null) {
      const receiver = plant.entry('receiver', change.target.id)
      return receiver === undefined ? null : isSameRoute(routeNow(receiver), route)
    }
    return line.commands(module)?.commands[action]?.shows?.(params, device) ?? null
  }

  function commandOf(after: After): CommandDefinition | undefined {
    return line.commands(after.module)?.commands[after.action]
  }

  return {
    name: MQTT,
    actions: ['mqtt.command', 'route.connect', 'route.disconnect'],
    handles: (action, view) =>
      action.type === 'mqtt.command' ||
      ('receiverId' in action && unitOf(action.receiverId) !== null && isOnMqtt(view, action.receiverId)),
    against(action) {
      if (action.type === 'mqtt.command') return againstCommand(action)
      return action.type === 'route.connect' || action.type === 'route.disconnect' ? againstRoute(action) : null
    },
    plan(action) {
      if (action.type === 'mqtt.command') return Promise.resolve(planCommand(action))
      const isRoute = action.type === 'route.connect' || action.type === 'route.disconnect'
      return Promise.resolve(isRoute ? planRoute(action) : NOTHING)
    },
    prepare: (change) => Promise.resolve({ ok: true, request: sendable(change) }),
    sendTogether: () => Promise.resolve(null),
    activation: sendable,
    discard: () => Promise.resolve(DONE),
    async verify(change, signal) {
      const found = toldDevice(change)
      if (found === null) return failed('NOT_VERIFIED', `${change.target.label} is not there any more.`, null)
      if (isShown(change, found.device) !== false) return DONE
      const isSo = await line.until(found.device.id, (device) => isShown(change, device) === true, SHOWS_MS, signal)
      if (isSo) return DONE
      return failed('NOT_VERIFIED', `${change.target.label} said yes, but its status does not show it.`, null)
    },
    look(change) {
      const found = toldDevice(change)
      const { label } = change.target
      if (found === null || !found.device.online) {
        const text = found?.device.problem ?? `${label} is not there.`
        return Promise.resolve({ kind: 'unread', error: { code: 'DEVICE_SILENT', text, device: null } })
      }
      return Promise.resolve(standingOf(change, isShown(change, found.device), found.device, plant))
    },
    reverse(change) {
      const found = toldDevice(change)
      if (found === null) return null
      const { device, after } = found
      const before = Before.parse(change.before)
      if (before.route !== null) {
        const receiver = plant.entry('receiver', change.target.id)
        const set = line.commands(after.module)
        if (receiver === undefined || set === undefined || isSameRoute(routeNow(receiver), before.route)) return null
        const { active, senderId } = before.route
        if (active && senderId === null) return null
        const receiverId = receiver.id
        const back = commandFor(
          set,
          device,
          senderId === null || !active
            ? { type: 'route.disconnect', receiverId }
            : { type: 'route.connect', senderId, receiverId },
        )
        if (back === null || 'problem' in back) return null
        return steppedBack(routeChange(receiver, device, after.module, back, before.route), change, after)
      }
      const back = commandOf(after)?.reverse?.(after.params, { ...device, state: before.state }) ?? null
      return back === null ? null : steppedBack(commandChange(device, after.module, back, null), change, after)
    },
    opposite(change) {
      const { label, id } = change.target
      const found = toldDevice(change)
      if (found === null) return `${label} cannot be put back: it is not there any more.`
      const { device, after } = found
      const before = Before.parse(change.before)
      if (before.route !== null) {
        const seen = { expected: { senderId: after.route?.active === true ? after.route.senderId : null } }
        const { active, senderId } = before.route
        if (!active) return { type: 'route.disconnect', receiverId: id, ...seen }
        if (senderId === null) return `${label} cannot be put back: what it was on before is not known.`
        return { type: 'route.connect', senderId, receiverId: id, ...seen }
      }
      const reverse = commandOf(after)?.reverse
      if (reverse === undefined) return `${label}: “${after.action}” cannot be taken back.`
      const back = reverse(after.params, { ...device, state: before.state })
      if (back === null) return `${label}: nothing is left of “${after.action}” to take back.`
      const { action: command, params } = back
      return { type: 'mqtt.command', deviceId: device.id, module: after.module, command, params: { ...params } }
    },
  }
}

const NOTHING: DriverPlan = { changes: [], warnings: [] }
const OFF = { active: false, senderId: null } as const
const DONE: StepResult = { ok: true, warnings: [], detail: {}, activatedAt: null }

function commandChange(
  device: DeviceState,
  module: string,
  command: DeviceCommand,
  reqId: string | null,
): PlannedChange {
  const { id, label, state } = device
  return {
    driver: MQTT,
    target: { kind: 'device', id, label },
    node: queueFor(device),
    summary: `${label}: ${command.action}${paramsInWords(command.params)}`,
    before: { state, route: null },
    after: { ...told(module, command, reqId), route: null },
  }
}

/** Under a number of its own, as devices do nothing twice under one; in the name of who asked for the change. */
function steppedBack(back: PlannedChange, { id }: Change, { actor }: After): PlannedChange {
  return { ...back, after: { ...back.after, reqId: `${id}.back`, actor } }
}

/** Commands to one device go one after another. */
function queueFor({ id, label }: DeviceState): Change['node'] {
  return { id, label }
}

function told(module: string, { action, params }: DeviceCommand, reqId: string | null): Omit<After, 'route'> {
  return { module, action, params: { ...params }, reqId, actor: null }
}

/** The params without the device's own name, which messages carry among them. */
function ownParams(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { device_id: _device, ...own } = params
  return own
}

/** ` (source NDI-Source-1)`, for people. */
function paramsInWords(params: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(params).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const text = words.join(', ')
  return text === '' ? '' : ` (${text.length > 80 ? `${text.slice(0, 79)}…` : text})`
}

function inWords(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ')
}

function againstOffline({ online, label, problem }: DeviceState) {
  return online ? null : { code: 'OFFLINE', text: problem ?? `${label} is offline.` }
}

function routeNow({ connection, resource }: EntryOf<'receiver'>): z.infer<typeof Route> {
  const { active, sender_id } = resource.subscription
  const now = connection ?? { active, senderId: sender_id }
  return { active: now.active, senderId: now.active ? now.senderId : null }
}

function isSameRoute(a: z.infer<typeof Route>, b: z.infer<typeof Route>): boolean {
  return a.active === b.active && a.senderId === b.senderId
}

function isOnMqtt(plant: PlantView, receiverId: Id): boolean {
  const unit = unitOf(receiverId)
  return (
    unit !== null &&
    unitIdOf(unit.module, unit.deviceId) === receiverId &&
    plant.entry('device', unit.deviceId) !== undefined
  )
}

function nameOf(plant: PlantView, id: Id): string {
  const entry = plant.get(id)
  return entry === undefined ? id : entryName(entry)
}

function failed(code: string, text: string, words: string | null): { readonly ok: false; readonly error: ChangeError } {
  const device = words === null ? null : { status: null, error: words, debug: null, url: null }
  return { ok: false, error: { code, text, device } }
}

const CODES = {
  REFUSED: 'REFUSED_BY_DEVICE',
  TIMEOUT: 'DEVICE_SILENT',
  NOT_SENT: 'NOT_SENT',
  OFFLINE: 'DEVICE_SILENT',
} as const

function stepOf(change: Change, answer: CommandAnswer): StepResult {
  if (answer.ok) return { ok: true, warnings: [], detail: { answer: answer.result }, activatedAt: null }
  return failed(CODES[answer.code], `${change.target.label}: ${answer.text}`, answer.device)
}

function standingOf(change: Change, shown: boolean | null, device: DeviceState, plant: PlantView): Standing {
  const { label } = change.target
  if (shown === true) return { kind: 'after', text: `${label} is as wanted.` }
  if (shown === null) {
    // The device said yes and shows nothing: that counts. Without its yes nobody can know.
    if (change.state === 'verified') return { kind: 'after', text: `${label} has said yes.` }
    const text = `${label} does not say whether it has done ${change.summary}.`
    return { kind: 'unread', error: { code: 'NOT_SHOWN', text, device: null } }
  }
  const { state, route } = Before.parse(change.before)
  const receiver = route === null ? undefined : plant.entry('receiver', change.target.id)
  const isBefore =
    route === null ? isSame(state, device.state) : receiver !== undefined && isSameRoute(routeNow(receiver), route)
  return isBefore
    ? { kind: 'before', text: `${label} is as it was before.` }
    : { kind: 'otherwise', text: `${label} is neither as it was nor as wanted.` }
}

/** Times in it count for nothing: devices send them along with each status. */
function isSame(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const timeless = (state: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(state, (key, value: unknown) => (key === 'ts' || key === 'timestamp' ? undefined : value))
  return timeless(a) === timeless(b)
}

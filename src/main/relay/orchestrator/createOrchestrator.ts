import type { CommandEvent, Id, Run } from '../../../contract'
import type { BrokerMessage } from '../../broker/brokerLink'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Asker, Execution, StartRequest } from '../../execution/execution'
import type { HouseSettings } from '../../execution/houseSettings'
import { deviceIdOf } from '../../plant/deviceIds'
import { auditNote } from '../../store/auditNote'
import type { AuditRepository, RunRepository } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { commandEnd, isOnItsWay, refusalOf } from '../commandEnd'
import { isDeviceId, isModuleName } from '../devices/deviceNames'
import { createSeldom } from '../devices/seldom'
import { followBrokers } from '../followBrokers'
import type { ModuleHost } from '../moduleHost/moduleHost'
import type { RelayBroker, RelayBrokers } from '../relayBrokers'
import { createActorRates } from './actorRates'
import { type CommandMessage, readCommandMessage } from './commandMessage'
import { type CommandTopics, commandTopics } from './commandTopics'
import { type HostActionParts, type HostAnswer, doHostAction, isHostAction } from './hostActions'
import { REQUEST_ROW, type RequestNote, commandOf, endPart, pastRequests } from './pastRequests'
import { MOST_REQUESTS, type Request, createRequests } from './requests'
import { type TurnLimits, createTurns } from './turns'

/** Commands that come over `{prefix}/orchestrator/{module}/cmd`, through the one gate; answers go to `…/evt`. */
export type Orchestrator = {
  /** Remembers the requests of before, then hears the brokers. @throws StoreError */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

export type OrchestratorParts = HostActionParts & {
  readonly brokers: RelayBrokers
  readonly modules: Pick<ModuleHost, 'commands' | 'get'>
  readonly device: (id: Id) => DeviceState | undefined
  readonly execution: Pick<Execution, 'start' | 'onRun' | 'live'>
  readonly settings: Pick<HouseSettings, 'get'>
  readonly runs: Pick<RunRepository, 'list'>
  readonly audit: Pick<AuditRepository, 'list' | 'append'>
  readonly clock: Clock
  readonly ids: () => Id
  readonly logger: Logger
}

/** A lane is a device; those that wait for its answer are at work, so over all devices it is many. */
const LIMITS: TurnLimits = {
  atWork: 2_000,
  perLane: 4,
  waiting: 20_000,
  waitingPerLane: 1_000,
  waitingBytes: 32 * 1024 * 1024,
}

/** Where a message came from. */
type Place = { readonly broker: RelayBroker; readonly topics: CommandTopics; readonly module: string }
type Refusal = { readonly code: string; readonly text: string }

export function createOrchestrator(parts: OrchestratorParts): Orchestrator {
  const { brokers, modules, execution, settings, audit, clock, ids, logger } = parts
  const requests = createRequests(MOST_REQUESTS)
  const rates = createActorRates(() => settings.get().relay.actorRate, clock.now)
  const maySay = createSeldom(clock.now)
  const ends: (() => void)[] = []
  const turns = createTurns(LIMITS)
  let isOver = false
  const now = () => timestamp(clock.now())

  function publish({ broker, topics, module }: Pick<Place, 'broker' | 'topics' | 'module'>, event: CommandEvent): void {
    const options = { qos: 1, retain: false, queue: true } as const
    broker.link.publish(topics.answers(module), JSON.stringify(event), options).catch((error: unknown) => {
      if (isOver || !maySay(`unsaid ${broker.name}`)) return
      logger.warn('An answer to a command could not be published', {
        broker: broker.name,
        module,
        error: String(error),
      })
    })
  }

  /** Says it to who asked, and keeps it for who asks again. */
  function say(request: Request, given: Omit<CommandEvent, 'req_id' | 'actor' | 'action' | 'ts'>, ts: string): void {
    const { reqId, actor, action, broker: name, module } = request
    const event: CommandEvent = { req_id: reqId, actor, action, ...given, ts }
    request.events.push(event)
    const broker = brokers.list().find((one) => one.name === name)
    if (broker !== undefined) publish({ broker, topics: commandTopics(broker.prefix), module }, event)
  }

  /** For what is not kept: it was not understood, or too much. */
  function refuse(
    place: Place,
    { code, text }: Refusal,
    about: { readonly reqId: string | null; readonly actor: string | null; readonly action: string | null },
  ): void {
    const { reqId, actor, action } = about
    const who = { broker: place.broker.name, module: place.module, actor, action, reqId }
    if (maySay(`${place.broker.name} ${actor ?? ''} ${code}`))
      logger.warn('A command was refused', { ...who, code, text })
    const named = { req_id: reqId, actor, action, ts: now() }
    publish(place, { ...named, status: 'ERROR', error: { code, text } })
  }

  function hear(broker: RelayBroker, topics: CommandTopics, { topic, payload, retained }: BrokerMessage): void {
    const module = topics.moduleOf(topic)
    if (module === null || isOver) return
    if (!isModuleName(module)) {
      if (maySay(`${broker.name} module`)) {
        logger.warn('A command for a module that cannot be called so was left out', { broker: broker.name, topic })
      }
      return
    }
    const place: Place = { broker, topics, module }
    if (retained) {
      // It would be done again at each reconnection.
      if (maySay(`${broker.name} retained ${module}`)) {
        logger.warn('A retained command was left out; commands must not be retained', { broker: broker.name, topic })
      }
      return
    }
    const message = readCommandMessage(payload)
    const pace = rates.take(`${broker.name}/${message.actor ?? ''}`)
    if (!pace.ok) {
      if (!pace.first) return
      const rate = String(settings.get().relay.actorRate)
      const text = `More than ${rate} commands in a second; this one and those that follow too fast are left out.`
      refuse(place, { code: 'RATE_LIMITED', text }, message)
      return
    }
    if (pace.missed > 1) {
      const actor = message.actor
      logger.warn('Commands that came too fast were left out', { broker: broker.name, actor, missed: pace.missed })
    }
    if (!message.ok) refuse(place, message, message)
    else take(place, message, payload.length)
  }

  function take(place: Place, message: CommandMessage, bytes: number): void {
    const { broker, module } = place
    const { reqId, actor, action, print } = message
    const known = reqId === null ? undefined : requests.get(broker.name, module, reqId)
    if (known !== undefined) {
      again(place, known, message)
      return
    }
    const against = againstModule(module)
    if (against !== null) {
      refuse(place, against, message)
      return
    }
    const number = reqId ?? ids()
    const request: Request = { broker: broker.name, module, reqId, actor, action, print, events: [], isOver: false }
    const isHost = isHostAction(action)
    const work = () => (isHost ? host(place, message, request) : command(place, message, request, number))
    // What Signalbox does itself waits for no device.
    const lane = isHost ? number : `${broker.name}/${String(message.params['device_id'])}`
    requests.put(request, number)
    if (turns.take(lane, bytes, () => watched(work))) return
    requests.drop(request, number)
    const text = 'Too many commands wait already, for this device or for all. Nothing was sent; try again.'
    refuse(place, { code: 'BUSY', text }, message)
  }

  /** Asked again with the same number: one execution, the same answer. */
  function again(place: Place, known: Request, message: CommandMessage): void {
    if (known.print === message.print) {
      for (const event of known.events) publish(place, event)
      return
    }
    const { reqId } = message
    const text = `The req_id ${reqId ?? ''} was used for “${known.action}” by ${known.actor} already. Nothing was done; take a number of its own for each command.`
    refuse(place, { code: 'REQ_ID_USED', text }, message)
  }

  function againstModule(module: string): Refusal | null {
    if (modules.commands(module) !== undefined) return null
    const view = modules.get(module)
    if (view === null) return { code: 'UNKNOWN_MODULE', text: `There is no module ${module}.` }
    const why = view.problem === null ? '' : ` ${view.problem}`
    return { code: 'MODULE_OFF', text: `The module ${module} is not running.${why}` }
  }

  async function watched(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      logger.error('A command failed unexpectedly', { error: error instanceof Error ? error.stack : String(error) })
    }
  }

  function askerOf({ broker }: Place, { actor }: CommandMessage): Asker {
    return { actor: { id: `${broker.name}/${actor}`, name: actor, role: broker.role }, origin: 'mqtt' }
  }

  /** The last word about a request: nothing was done. */
  function refused(request: Request, refusal: Refusal): void {
    request.isOver = true
    say(request, { status: 'ERROR', error: refusal }, now())
    const { broker, module, actor, action, reqId } = request
    if (!maySay(`${broker} ${actor} ${refusal.code}`)) return
    logger.warn('A command was refused', { broker, module, actor, action, reqId, ...refusal })
  }

  /** @throws what nobody expects, after it is answered */
  async function answered(request: Request, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal !== null) {
        refused(request, refusal)
        return
      }
      request.isOver = true
      const text = 'Signalbox made a mistake here. It is in the log; what was asked may not have been done.'
      say(request, { status: 'ERROR', error: { code: 'INTERNAL', text } }, now())
      throw error
    }
  }

  function host(place: Place, message: CommandMessage, request: Request): Promise<void> {
    const { action, reqId, actor, params, print } = message
    const { broker, module } = place
    return answered(request, async () => {
      if (!isHostAction(action)) return
      const device = action === 'reserve' ? deviceIn(place, params) : null
      if (device !== null && typeof device !== 'string') {
        refused(request, device)
        return
      }
      const asker = askerOf(place, message)
      let ts = now()
      let isNoted = reqId === null
      const noteOf = (answer: HostAnswer): { readonly request?: RequestNote } => {
        if (reqId === null) return {}
        isNoted = true
        ts = now()
        const event = { req_id: reqId, actor, action, ...answer, ts }
        return { request: { broker: broker.name, module, reqId, print, event } }
      }
      const answer = await doHostAction(action, { asker, broker: broker.name, module, params, detail: noteOf }, parts)
      if (!isNoted) {
        const summary = `${actor} on ${broker.name}: ${action} (${module})`
        await audit.append([auditNote(asker, REQUEST_ROW, null, summary, noteOf(answer))])
      }
      request.isOver = true
      say(request, answer, ts)
    })
  }

  /** Fulfilled when it has an answer: the run's end, or what it waits for. */
  async function command(place: Place, message: CommandMessage, request: Request, number: string): Promise<void> {
    const { action, params, confirm, override } = message
    await answered(request, async () => {
      const device = deviceIn(place, params)
      if (typeof device !== 'string') {
        refused(request, device)
        return
      }
      const input: StartRequest = {
        actions: [
          { type: 'mqtt.command', deviceId: device, module: place.module, command: action, params, reqId: number },
        ],
        confirm: [...confirm],
        ...(override === null ? {} : { override: { reason: override } }),
        ...OPTIONS,
      }
      const ended = endOf(request)
      follow(request, await execution.start(askerOf(place, message), input))
      await ended
    })
    waiters.delete(request)
  }

  function deviceIn({ broker, module }: Place, params: CommandMessage['params']): Id | Refusal {
    const { device_id: deviceId } = params
    if (typeof deviceId !== 'string' || !isDeviceId(deviceId)) {
      const text = 'params.device_id must name a device: 1 to 100 characters without +, #, / and control characters.'
      return { code: 'INVALID_PARAMS', text }
    }
    const id = deviceIdOf({ broker: broker.name, deviceId })
    const device = parts.device(id)
    if (device === undefined)
      return { code: 'UNKNOWN_DEVICE', text: `There is no device ${deviceId} on ${broker.name}.` }
    if (device.modules.includes(module)) return id
    return { code: 'UNKNOWN_DEVICE', text: `${device.label} has no module ${module}.` }
  }

  const waiters = new Map<Request, () => void>()

  function endOf(request: Request): Promise<void> {
    return new Promise((resolve) => {
      waiters.set(request, resolve)
    })
  }

  /** Says what has become of a run since it was looked at last. */
  function follow(request: Request, run: Run): void {
    if (request.isOver) return
    const { id: run_id } = run
    if (isOnItsWay(run) && !request.events.some(({ status }) => status === 'DISPATCHED')) {
      say(request, { status: 'DISPATCHED', run_id }, now())
    }
    const end = commandEnd(run)
    if (end === null) return
    request.isOver = run.finishedAt !== null
    const last = request.events.at(-1)
    // While it waits for somebody it is told of more than once.
    if (request.isOver || last?.error?.code !== end.code) say(request, { ...endPart(end), run_id }, now())
    waiters.get(request)?.()
    waiters.delete(request)
  }

  function heardRun(run: Run): void {
    const command = commandOf(run)
    if (command === null) return
    const request = requests.get(command.broker, command.module, command.number)
    if (request !== undefined) follow(request, run)
  }

  const following = followBrokers(brokers, (broker) => {
    const topics = commandTopics(broker.prefix)
    return broker.link.subscribe(topics.commands, 1, (message) => {
      hear(brokers.list().find(({ name }) => name === broker.name) ?? broker, topics, message)
    })
  })

  return {
    async start() {
      ends.push(execution.onRun(heardRun))
      for (const { request, number } of await pastRequests(parts)) requests.put(request, number)
      ends.push(brokers.onChange(following.refresh), following.end)
      following.refresh()
    },
    stop() {
      isOver = true
      for (const end of ends.splice(0)) end()
      const left = turns.stop()
      if (left > 0) logger.warn('Commands that waited for their turn were not sent', { commands: left })
      for (const end of waiters.values()) end()
      waiters.clear()
    },
  }
}

const OPTIONS = {
  dryRun: false,
  onRefused: 'refuse',
  activation: { mode: 'activate_immediate' },
  change: false,
  ifClosed: 'refuse',
  waitMs: 0,
} as const

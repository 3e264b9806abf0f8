import type { Id, Settings } from '../../../contract'
import type { BrokerMessage } from '../../broker/brokerLink'
import type { CommandAnswer, CommandSet, DeviceLine, DeviceState, SentCommand } from '../../drivers/mqtt/deviceLine'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { DeviceBook } from '../devices/createDeviceBook'
import { readPayload } from '../devices/payload'
import { createSeldom } from '../devices/seldom'
import type { Addressing } from '../module'
import type { RelayBroker, RelayBrokers } from '../relayBrokers'
import { type OpenCommand, createOpenCommands } from './openCommands'
import { plainAddressing } from './plainAddressing'

/** What the running modules say about commands. None of it throws. */
export type ModuleCommands = {
  readonly commands: (module: string) => CommandSet | undefined
  /** Null: its devices are spoken to as all are. */
  readonly addressing: (module: string) => Addressing | null
  /** Told when a module began, ended or is another. */
  readonly onChange: (listener: () => void) => () => void
}

export type DeviceLineParts = {
  readonly brokers: RelayBrokers
  readonly book: Pick<DeviceBook, 'get' | 'onChange'>
  readonly modules: ModuleCommands
  readonly settings: { readonly get: () => Pick<Settings, 'relay'> }
  readonly clock: Clock
  readonly logger: Logger
}

/** The line, and its end: whoever waits is told that nothing will come. */
export type OwnedDeviceLine = DeviceLine & { readonly start: () => void; readonly stop: () => void }

/** A device that says “received” may take so many times as long from then on as one that says nothing. */
const UNDER_WAY = 10

type Hearing = {
  readonly broker: RelayBroker
  readonly module: string
  /** Null: as all devices are spoken to. */
  readonly given: Addressing | null
  readonly end: () => void
}

/** Sends commands to devices, and tells each answer from the others by broker, device, module and `req_id`. */
export function createDeviceLine(parts: DeviceLineParts): OwnedDeviceLine {
  const { brokers, book, modules, settings, clock, logger } = parts
  const open = createOpenCommands()
  /** Where answers are listened to: begun with the first command of a module on a broker. */
  const hearings = new Map<string, Hearing>()
  const mayBeSaid = createSeldom(clock.now)
  const waiting = new Set<() => void>()
  const ends: (() => void)[] = []
  let isOver = false

  function hear(broker: RelayBroker, module: string, given: Addressing | null): void {
    const key = `${broker.name}/${module}`
    if (hearings.has(key)) return
    const addressing = given ?? plainAddressing(module)
    const own = addressing.answers(broker.prefix).map((filter) =>
      broker.link.subscribe(filter, 1, (message) => {
        receive(broker, module, addressing, message)
      }),
    )
    hearings.set(key, {
      broker,
      module,
      given,
      end() {
        for (const end of own) end()
        hearings.delete(key)
      },
    })
  }

  function receive(broker: RelayBroker, module: string, addressing: Addressing, message: BrokerMessage): void {
    const { topic, payload, retained } = message
    // What is retained was said before anybody asked.
    if (retained) return
    const given = readPayload(payload)
    if (given.kind === 'unfit') say('An answer is not read', { broker: broker.name, topic, reason: given.fault })
    if (given.kind === 'unfit' || given.kind === 'empty') return
    const value = given.kind === 'json' ? given.value : given.text
    const read = addressing.read({ broker: broker.name, topic, payload: value, retained }, broker.prefix)
    if (read === null) return
    const match = open.match({ ...read, broker: broker.name, module })
    const context = { broker: broker.name, topic, reqId: read.reqId }
    switch (match.kind) {
      case 'none':
        return
      case 'late':
        say('An answer came when nobody waited for it any more; it is ignored', context)
        return
      case 'stranger':
        say('An answer came from another device than the one that was asked; it is ignored', {
          ...context,
          asked: match.asked,
        })
        return
      case 'open':
        if (read.answer === 'progress') match.command.goesOn()
        else match.command.answered(read.answer)
    }
  }

  function say(text: string, context: Readonly<Record<string, unknown>> & { readonly topic: string }): void {
    if (mayBeSaid(`${text} ${context.topic}`)) logger.warn(text, context)
  }

  function send(device: DeviceState, module: string, sent: SentCommand, signal: AbortSignal): Promise<CommandAnswer> {
    const broker = brokers.list().find(({ name }) => name === device.broker)
    if (broker === undefined) return answered('NOT_SENT', `The broker ${device.broker} is not used for devices.`)
    if (isOver || signal.aborted) return answered('NOT_SENT', 'It was called off before it was sent.')
    let request: ReturnType<Addressing['request']>
    try {
      const given = modules.addressing(module)
      request = (given ?? plainAddressing(module)).request(device, sent, broker.prefix)
      hear(broker, module, given)
    } catch (error) {
      return answered('NOT_SENT', `The module ${module} cannot address it: ${wordsOf(error)}`)
    }
    return new Promise((resolve) => {
      const { commandMs } = settings.get().relay
      let timer: NodeJS.Timeout | null = null
      let isUnderWay = false
      const wait = (ms: number): void => {
        if (timer !== null) clearTimeout(timer)
        timer = setTimeout(() => {
          const what = isUnderWay ? 'end what it had begun' : 'answer'
          done(fault('TIMEOUT', `It did not ${what} within ${inSeconds(ms)}.`))
        }, ms)
      }
      const done = (answer: CommandAnswer): void => {
        if (timer !== null) clearTimeout(timer)
        signal.removeEventListener('abort', calledOff)
        open.remove(command)
        resolve(answer)
      }
      const calledOff = (): void => {
        done(fault('TIMEOUT', 'It was called off before an answer came; it may have been done.'))
      }
      const command: OpenCommand = {
        broker: broker.name,
        id: device.id,
        deviceId: device.deviceId,
        module,
        reqId: sent.reqId,
        action: sent.command.action,
        answered: done,
        goesOn() {
          if (isUnderWay) return
          isUnderWay = true
          wait(commandMs * UNDER_WAY)
        },
      }
      if (!open.add(command)) {
        resolve(fault('NOT_SENT', `A command with the number ${sent.reqId} waits for this device’s answer already.`))
        return
      }
      signal.addEventListener('abort', calledOff, { once: true })
      wait(commandMs)
      broker.link
        .publish(request.topic, JSON.stringify(request.payload), { qos: 1, retain: false, queue: false })
        .catch((error: unknown) => {
          done(fault('NOT_SENT', wordsOf(error)))
        })
    })
  }

  /** Who went offline will not answer. */
  function lookAfter(ids: readonly Id[]): void {
    for (const id of ids) {
      const commands = open.ofDevice(id)
      if (commands.length === 0) continue
      const device = book.get(id)
      if (device?.online === true) continue
      const why = device?.problem ?? 'It is not there any more.'
      for (const { answered: end } of commands)
        end(fault('OFFLINE', `It did not answer before it went offline. ${why}`))
    }
  }

  /** What is listened to for a broker or module that is another now is begun anew by the next command. */
  function forgetHearings(): void {
    const now = new Map(brokers.list().map((broker) => [broker.name, broker]))
    for (const { broker, end } of hearings.values()) {
      const next = now.get(broker.name)
      if (next?.link !== broker.link || next.prefix !== broker.prefix) end()
    }
  }

  /** Who waits for an answer goes on listening for it in the way that counts now. */
  function hearAnew(): void {
    for (const { broker, module, given, end } of [...hearings.values()]) {
      const now = modules.addressing(module)
      if (now === given) continue
      end()
      if (open.all().some((one) => one.broker === broker.name && one.module === module)) hear(broker, module, now)
    }
  }

  return {
    device: book.get,
    commands: modules.commands,
    send,
    until: (id, wanted, waitMs, signal) =>
      new Promise((resolve) => {
        const isSo = (): boolean => {
          const device = book.get(id)
          return device !== undefined && wanted(device)
        }
        if (isSo() || signal.aborted || isOver) {
          resolve(isSo())
          return
        }
        const done = (result: boolean): void => {
          clearTimeout(timer)
          unlisten()
          waiting.delete(giveUp)
          signal.removeEventListener('abort', giveUp)
          resolve(result)
        }
        const giveUp = (): void => {
          done(false)
        }
        const timer = setTimeout(() => {
          done(isSo())
        }, waitMs)
        const unlisten = book.onChange((ids) => {
          if (ids.includes(id) && isSo()) done(true)
        })
        waiting.add(giveUp)
        signal.addEventListener('abort', giveUp, { once: true })
      }),
    start() {
      ends.push(brokers.onChange(forgetHearings), modules.onChange(hearAnew), book.onChange(lookAfter))
    },
    stop() {
      isOver = true
      for (const end of ends.splice(0)) end()
      for (const command of open.all()) command.answered(fault('TIMEOUT', 'Signalbox ended before an answer came.'))
      for (const giveUp of [...waiting]) giveUp()
      for (const { end } of [...hearings.values()]) end()
    },
  }
}

function fault(code: Extract<CommandAnswer, { readonly ok: false }>['code'], text: string): CommandAnswer {
  return { ok: false, code, text, device: null }
}

function answered(code: Extract<CommandAnswer, { readonly ok: false }>['code'], text: string): Promise<CommandAnswer> {
  return Promise.resolve(fault(code, text))
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function inSeconds(ms: number): string {
  return ms < 1000 ? `${String(ms)} ms` : `${String(ms / 1000)} s`
}

import { HouseError } from '../../execution/houseError'
import type { BrokerMessage } from '../../broker/brokerLink'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Clock } from '../../telemetry/clock'
import type { LogContext, Logger } from '../../telemetry/logger'
import { followBrokers } from '../followBrokers'
import type { ModuleContext, RelayPlugin } from '../module'
import type { RelayBrokers } from '../relayBrokers'
import type { Notify } from './moduleHost'
import { filterFor, filtersOf, wordsOf } from './readPlugin'
import { attributed } from './strayFaults'

/** A module at work, until it ends or fails. */
export type ModuleRun = {
  /** Somebody else's code: what it gives is looked at before it is used. */
  readonly isForeign: boolean
  readonly plugin: RelayPlugin
  readonly context: ModuleContext
  readonly filters: () => readonly string[]
  readonly handled: () => number
  /** Lets it start, then hear. Never rejects. */
  readonly begin: () => Promise<void>
  /** Hears the brokers as they are now. */
  readonly listen: () => void
  /** What `work` gives; `otherwise` when it throws, and then the module has failed. `what`: `check of start`. */
  readonly guarded: <T>(what: string, work: () => T, otherwise: T) => T
  /** As `guarded`, where there is nothing to give instead. @throws HouseError */
  readonly insisted: <T>(what: string, work: () => T) => T
  /** As `guarded`; null also when it has not ended within `limitMs`. */
  readonly awaited: <T>(what: string, limitMs: number, work: () => Promise<T>) => Promise<T | null>
  /** Ends what it has begun. Never rejects. */
  readonly end: () => Promise<void>
}

export type ModuleRunParts = {
  readonly plugin: RelayPlugin
  /** Somebody else's code: also what it leaves behind and forgets is its own. */
  readonly isForeign: boolean
  readonly brokers: RelayBrokers
  readonly devices: () => readonly DeviceState[]
  readonly settings: ModuleContext['settings']
  readonly announce: ModuleContext['announce']
  readonly notify: Notify
  readonly logger: Logger
  readonly clock: Clock
  /** It threw. `problem`: a sentence. */
  readonly onFailed: (problem: string) => void
  readonly onChanged: () => void
}

/** How long work of a module may take before it is reported, ms. It goes on: what runs in this process cannot be ended. */
export const PATIENCE_MS = 10_000
/** Messages at work in a module at once; more are dropped and counted. */
const MOST_AT_WORK = 1_000
/** Larger messages are left out, bytes. */
const MOST_BYTES = 1_048_576

export function createModuleRun(parts: ModuleRunParts): ModuleRun {
  const { plugin, brokers, notify, logger, onFailed } = parts
  const { moduleName: name } = plugin
  const by = `module ${name}`
  const ending = new AbortController()
  let filters: readonly string[] = []
  let atWork = 0
  let dropped = 0
  let handled = 0
  let hasStarted = false
  let lastHeard: BrokerMessage | null = null

  function fail(what: string, error: unknown): void {
    if (ending.signal.aborted) return
    const problem = `It failed in ${what}: ${wordsOf(error)}`
    logger.error('A module failed and is disabled', { module: name, what, error: stackOf(error) })
    onFailed(problem)
  }

  /** As what the module does, so that what it forgets to wait for is known as its own. */
  function inside<T>(work: () => T): T {
    if (!parts.isForeign) return work()
    return attributed((error) => {
      if (ending.signal.aborted) logger.warn('A module that has ended threw', { module: name, error: stackOf(error) })
      else fail('something that it did not wait for', error)
    }, work)
  }

  function slow(what: string): void {
    const text = `The module ${name} has been at work on ${what} for ${String(PATIENCE_MS / 1000)} s. It cannot be ended from outside; switch it off if it disturbs.`
    logger.warn('A module takes long', { module: name, what })
    notify('warning', text, null, by)
  }

  /** Waits for what the module does, and reports it when that takes long. Never rejects. */
  async function watched<T>(what: string, work: PromiseLike<T>): Promise<{ readonly value: T } | null> {
    const timer = setTimeout(() => {
      if (!ending.signal.aborted) slow(what)
    }, PATIENCE_MS)
    try {
      return { value: await work }
    } catch (error) {
      fail(what, error)
      return null
    } finally {
      clearTimeout(timer)
    }
  }

  const context: ModuleContext = {
    settings: parts.settings,
    devices: parts.devices,
    prefix: (broker) => brokerNamed(broker).prefix,
    async publish(broker, topic, payload, options = {}) {
      const { link } = brokerNamed(broker)
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
      await link.publish(topic, text, { qos: options.qos ?? 1, retain: options.retain ?? false })
    },
    announce: parts.announce,
    log(message, detail: LogContext = {}) {
      logger.info(String(message), { ...detail, module: name })
    },
    notify(severity, text, deviceId) {
      notify(severity, String(text).slice(0, 500), deviceId ?? null, by)
    },
    changed() {
      if (!ending.signal.aborted) parts.onChanged()
    },
    now: parts.clock.now,
    ended: ending.signal,
  }

  /** @throws Error */
  function brokerNamed(broker: string) {
    const found = brokers.list().find((one) => one.name === broker)
    if (found === undefined) throw new Error(`There is no broker ${broker.slice(0, 60)} that the relay works on.`)
    return found
  }

  function hear(broker: string, message: BrokerMessage): void {
    // Filters of one module may overlap.
    if (ending.signal.aborted || message === lastHeard) return
    lastHeard = message
    const { topic, payload, retained } = message
    if (payload.length > MOST_BYTES) {
      logger.warn('A message is too large for a module', { module: name, broker, topic, bytes: payload.length })
      return
    }
    if (atWork >= MOST_AT_WORK) {
      if (dropped === 0) logger.warn('A module cannot keep up; messages are dropped', { module: name, broker, topic })
      dropped += 1
      return
    }
    if (dropped > 0) logger.warn('A module missed messages', { module: name, missed: dropped })
    dropped = 0
    handled += 1
    const what = `handle, of a message on ${topic.slice(0, 200)}`
    try {
      const work: unknown = inside(() => plugin.handle(topic, valueOf(payload), { ...context, broker, retained }))
      if (!isThenable(work)) return
      atWork += 1
      void watched(what, work).finally(() => {
        atWork -= 1
      })
    } catch (error) {
      fail(what, error)
    }
  }

  const following = followBrokers(brokers, ({ name: broker, prefix, link }) => {
    const subscriptions = filters.map((filter) =>
      link.subscribe(filterFor(filter, prefix), 1, (message) => {
        hear(broker, message)
      }),
    )
    return () => {
      for (const off of subscriptions) off()
    }
  })

  function listen(): void {
    if (hasStarted && !ending.signal.aborted) following.refresh()
  }

  return {
    isForeign: parts.isForeign,
    plugin,
    context,
    filters: () => filters,
    handled: () => handled,
    async begin() {
      try {
        filters = filtersOf(plugin)
        const starting: unknown = inside(() => plugin.start?.(context))
        if (isThenable(starting)) await within(watched('start', starting), PATIENCE_MS)
      } catch (error) {
        fail('start', error)
      }
      hasStarted = true
      listen()
    },
    listen,
    guarded(what, work, otherwise) {
      if (ending.signal.aborted) return otherwise
      try {
        return inside(work)
      } catch (error) {
        fail(what, error)
        return otherwise
      }
    },
    insisted(what, work) {
      try {
        return inside(work)
      } catch (error) {
        fail(what, error)
        throw new HouseError('state', `The module ${name} failed in ${what}: ${wordsOf(error)} Nothing was sent.`)
      }
    },
    async awaited(what, limitMs, work) {
      const done = await within(
        watched(
          what,
          Promise.resolve().then(() => inside(work)),
        ),
        limitMs,
      )
      return done?.value ?? null
    },
    async end() {
      ending.abort()
      following.end()
      lastHeard = null
      try {
        const stopping: unknown = inside(() => plugin.stop?.())
        if (isThenable(stopping)) await within(Promise.resolve(stopping), PATIENCE_MS)
      } catch (error) {
        logger.warn('A module did not end well', { module: name, error: stackOf(error) })
      }
    },
  }
}

/** The JSON value; the text where it is no JSON. */
export function valueOf(payload: Buffer): unknown {
  const text = payload.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Null when it has not ended in time. @throws what the work rejects with */
async function within<T>(work: Promise<T>, limitMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | null = null
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, limitMs, null)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    if (timer !== null) clearTimeout(timer)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function stackOf(error: unknown): string {
  return (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 2000)
}

import type { Broker, BrokerPatch, BrokerStatus, BrokerTest, Id } from '../../contract'
import { type SecretBox, SecretError } from '../secrets/secretBox'
import { auditNote } from '../store/auditNote'
import { createKeptDocuments } from '../store/keptDocuments'
import type { DocumentRepository, StoredBroker } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { type BrokerBook, BrokerBookError } from './brokerBook'
import { checkPems } from './brokerChecks'
import type { BrokerConnection } from './brokerConnection'
import type { BrokerLink } from './brokerLink'
import type { BrokerTiming } from './connectOptions'
import type { BrokerLinks, NamedBroker } from './createBrokerLinks'
import {
  type BrokerSettings,
  brokerNote,
  brokerView,
  connectionOf,
  givenBroker,
  patched,
  settingsOf,
  usageOf,
} from './storedBroker'
import { tryBroker } from './tryBroker'

/** Who listens hears of queues at most so often, ms. */
const BACKLOG_MS = 1_000

/** What is kept of brokers → links by their names. */
export function createBrokerBook(parts: {
  readonly repository: DocumentRepository<StoredBroker>
  /** Those given from outside are linked to already. */
  readonly links: BrokerLinks
  readonly given: readonly NamedBroker[]
  readonly box: SecretBox
  readonly clock: Clock
  readonly ids: () => Id
  /** A client id that nobody else has. */
  readonly clientId: () => string
  readonly timing: BrokerTiming
  readonly logger: Pick<Logger, 'warn'>
}): BrokerBook {
  const { links, given, box, clock, ids, logger } = parts
  const kept = createKeptDocuments(parts.repository)
  const listeners = new Set<() => void>()
  /** Since when a broker has no link, epoch ms. */
  const offSince = new Map<Id, number>()
  const watched = new Map<BrokerLink, () => void>()
  const startedAt = clock.now()
  let later: NodeJS.Timeout | null = null

  function tell(): void {
    for (const listener of [...listeners]) listener()
  }

  function tellLater(): void {
    later ??= setTimeout(() => {
      later = null
      tell()
    }, BACKLOG_MS)
  }

  function watch(): void {
    const named = new Set(links.named())
    for (const [link, end] of watched) {
      if (named.has(link)) continue
      end()
      watched.delete(link)
    }
    for (const link of named) {
      if (watched.has(link)) continue
      const ends = [link.onState(tell), link.onBacklog(tellLater)]
      watched.set(link, () => {
        for (const end of ends) end()
      })
    }
  }

  const isGiven = (name: string): boolean => given.some((broker) => broker.name === name)

  function statusOf(name: string): BrokerStatus | null {
    const link = links.byName(name)
    if (link === null) return null
    const { state, since, problem } = link.state()
    return { state, since: timestamp(since), problem, warning: link.warning(), ...link.backlog() }
  }

  function off(id: Id, problem: string | null): BrokerStatus {
    const since = timestamp(offSince.get(id) ?? startedAt)
    return { state: 'off', since, problem, warning: null, queued: 0, dropped: 0 }
  }

  function viewOf(stored: StoredBroker): Broker {
    const { id, name, enabled } = stored
    if (isGiven(name)) {
      return brokerView(stored, off(id, `A broker of the name “${name}” was given at the start, and that one is used.`))
    }
    return brokerView(stored, (enabled ? statusOf(name) : null) ?? off(id, null))
  }

  function list(): readonly Broker[] {
    const fixed = given.map((broker) => givenBroker(broker, statusOf(broker.name) ?? off(broker.name, null)))
    return [...fixed, ...kept.all().map(viewOf)].sort((a, b) => a.name.localeCompare(b.name))
  }

  /** The settings with their secrets readable; `fault` where one is not. */
  function opened(stored: StoredBroker): { readonly plain: StoredBroker; readonly fault: string | null } {
    let fault: string | null = null
    const open = (sealed: string | null, what: string): string | null => {
      if (sealed === null) return null
      try {
        return box.open(sealed)
      } catch (error) {
        if (!(error instanceof SecretError)) throw error
        fault ??= `The ${what} of the broker cannot be read, give it again. ${error.message}`
        return null
      }
    }
    const password = open(stored.password, 'password')
    const key = open(stored.tls.key, 'client key')
    return { plain: { ...stored, password, tls: { ...stored.tls, key } }, fault }
  }

  const seal = (text: string | null): string | null => (text === null ? null : box.seal(text))

  function connection(stored: StoredBroker): BrokerConnection {
    const { plain, fault } = opened(stored)
    if (fault !== null) logger.warn(fault, { broker: stored.name })
    return connectionOf(plain, fault)
  }

  /** Makes the links be as a broker is kept now, which it was `before` under that name. */
  function link(stored: StoredBroker, before: string | null): void {
    const { id, name, enabled } = stored
    if (before !== null && before !== name) drop(before)
    if (!enabled || isGiven(name)) {
      if (!offSince.has(id)) offSince.set(id, clock.now())
      if (!isGiven(name)) drop(name)
      return
    }
    offSince.delete(id)
    links.put(name, connection(stored), usageOf(stored))
  }

  function drop(name: string): void {
    if (!isGiven(name)) void links.drop(name)
  }

  /** @throws BrokerBookError */
  function stored(id: Id): StoredBroker {
    const found = kept.get(id)
    if (found !== undefined) return found
    if (given.some(({ name }) => `flag/${name}` === id)) {
      throw new BrokerBookError('state', 'This broker was given at the start of Signalbox and cannot be changed here.')
    }
    throw new BrokerBookError('unknown', `There is no broker ${id.slice(0, 60)}.`)
  }

  /** @throws BrokerBookError */
  function refuseTaken(name: string, id: Id | null): void {
    if (!isGiven(name) && !kept.all().some((other) => other.name === name && other.id !== id)) return
    throw new BrokerBookError('state', `There is a broker of the name “${name}” already. Take another name.`)
  }

  /**
   * What a patch makes of a broker. Secrets that it does not name stay the sealed texts that they are: those that can no
   * longer be read are in nobody's way. @throws BrokerBookError, SecretError
   */
  function changed(before: StoredBroker, { key, password, ...patch }: BrokerPatch): StoredBroker {
    const { id, revision, ...settings } = before
    const secrets = {
      ...(key === undefined ? {} : { key: seal(key) }),
      ...(password === undefined ? {} : { password: seal(password) }),
    }
    const after = patched(settings, { ...patch, ...secrets })
    if (key !== undefined || patch.tls !== undefined) {
      const kept = before.tls.key
      checkPems({ ...after.tls, key: key ?? (key === null || kept === null ? null : box.open(kept)) })
    }
    return { ...after, id, revision: revision + 1 }
  }

  return {
    list,
    get: (id) => list().find((broker) => broker.id === id),
    create: (by, input) =>
      kept.inTurn(async (pen) => {
        refuseTaken(input.name, null)
        const plain = settingsOf(input)
        checkPems(plain.tls)
        const broker: StoredBroker = {
          ...plain,
          password: seal(plain.password),
          tls: { ...plain.tls, key: seal(plain.tls.key) },
          id: ids(),
          revision: 1,
        }
        const words = `Broker “${broker.name}” added`
        await pen.put(broker, [auditNote(by, 'broker.create', broker.id, words, brokerNote(broker))])
        link(broker, null)
        return viewOf(broker)
      }),
    update: (by, id, patch) =>
      kept.inTurn(async (pen) => {
        const before = stored(id)
        if (patch.revision !== undefined && patch.revision !== before.revision) {
          throw new BrokerBookError(
            'state',
            `Somebody saved the broker “${before.name}” after you had opened it. Look at it again, then repeat your change.`,
          )
        }
        if (patch.name !== undefined) refuseTaken(patch.name, id)
        const after = changed(before, patch)
        const fields = Object.keys(patch).filter((field) => field !== 'revision')
        const words = `Broker “${after.name}” changed (${fields.join(', ') || 'nothing'})`
        const detail = { before: brokerNote(before), after: brokerNote(after), fields }
        await pen.put(after, [auditNote(by, 'broker.update', id, words, detail)])
        link(after, before.name)
        return viewOf(after)
      }),
    remove: (by, id) =>
      kept.inTurn(async (pen) => {
        const broker = stored(id)
        const words = `Broker “${broker.name}” removed`
        await pen.remove(id, [auditNote(by, 'broker.remove', id, words, brokerNote(broker))])
        offSince.delete(id)
        drop(broker.name)
      }),
    async test({ id, ...input }: BrokerTest) {
      const before = id === undefined ? null : opened(stored(id))
      const settings = before === null ? settingsOf(input) : patched(settingsIn(before.plain), input)
      checkPems(settings.tls)
      const isKept = input.password === undefined || input.key === undefined
      const fault = isKept ? (before?.fault ?? null) : null
      const { clientId, timing } = parts
      return tryBroker(connectionOf({ ...settings, id: id ?? '' }, fault), { clientId: clientId(), timing })
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      await kept.start()
      for (const broker of kept.all()) link(broker, null)
      watch()
      kept.onChange(tell)
      links.onChange(() => {
        watch()
        tell()
      })
    },
    stop() {
      if (later !== null) clearTimeout(later)
      for (const end of watched.values()) end()
      watched.clear()
      listeners.clear()
    },
  }
}

function settingsIn({ id: _id, revision: _revision, ...settings }: StoredBroker): BrokerSettings {
  return settings
}

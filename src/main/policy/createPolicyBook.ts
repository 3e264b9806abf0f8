import { setImmediate } from 'node:timers/promises'
import type { Id, Policy, PolicyDecision, PolicyDefault, Rule, Settings } from '../../contract'
import type { EntryOf, PlantView } from '../plant/plant'
import type { DocumentRepository, StoredPolicy } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import type { Compatibility } from './compatibility'
import { decisionOf, defaultFor, orderedDefaults } from './decision'
import { type PolicyBook, PolicyError, type Suspensions, type SwitchedBy } from './policyBook'
import { writePolicyDocument } from './policyDocument'
import { createPolicyFolder } from './policyFiles'
import { createPolicyShelf, refuseFaulty } from './policyShelf'
import { type RuleSet, createRuleSet } from './ruleSet'
import { ruleWarnings } from './ruleWarnings'

export type PolicyBookParts = {
  readonly plant: PlantView
  readonly compatibility: Pick<Compatibility, 'between'>
  readonly repository: DocumentRepository<StoredPolicy>
  readonly settings: () => Settings['policy']
  readonly onSettings: (listener: () => void) => () => void
  /** What windows do to rules at a destination now. */
  readonly suspensions: (receiver: EntryOf<'receiver'>) => Suspensions
  readonly clock: Clock
  readonly ids: () => Id
  readonly logger: Logger
}

/** Rules that windows switch, by their ids. */
type Switches = Pick<Suspensions, 'on' | 'off'>

/** How long a check works before others have their turn, ms. */
const TURN_MS = 8
/** Warnings follow the plant no faster, ms. */
const WARNINGS_MS = 5_000

export function createPolicyBook(parts: PolicyBookParts): PolicyBook {
  const { plant, settings, onSettings, suspensions, clock, logger } = parts
  const shelf = createPolicyShelf(parts)
  const folder = createPolicyFolder({ shelf, settings, onSettings, clock, logger })
  const listeners = new Set<() => void>()
  let set = createRuleSet(parts, [])
  let defaults: readonly PolicyDefault[] = []
  let warnings: {
    readonly of: RuleSet
    readonly seq: number
    readonly at: number
    readonly texts: ReturnType<typeof ruleWarnings>
  } | null = null
  let endSettings: (() => void) | null = null

  function compile(): void {
    set = createRuleSet(
      parts,
      shelf.all().map(({ rule }) => rule),
    )
    defaults = defaultsNow()
  }
  const defaultsNow = (): readonly PolicyDefault[] => orderedDefaults([...settings().defaults, ...shelf.fileDefaults()])
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  shelf.onChange(() => {
    compile()
    tell()
  })
  folder.onChange(tell)

  function decideBy(rules: RuleSet, sender: EntryOf<'sender'>, receiver: EntryOf<'receiver'>): PolicyDecision {
    const open = suspensions(receiver)
    const matches = rules.matches(sender, receiver, open)
    return decisionOf(matches, matches.length === 0 ? defaultFor(defaults, receiver) : null, open.windows)
  }

  function warningsNow(): ReturnType<typeof ruleWarnings> {
    const now = clock.now()
    const isFresh = warnings?.of === set && (warnings.seq === plant.seq() || Math.abs(now - warnings.at) < WARNINGS_MS)
    if (warnings !== null && isFresh) return warnings.texts
    warnings = { of: set, seq: plant.seq(), at: now, texts: ruleWarnings(plant, set) }
    return warnings.texts
  }

  /** Rules that a window has switched anywhere. */
  function switches(): Switches {
    const [on, off] = [new Map<string, SwitchedBy>(), new Map<string, SwitchedBy>()]
    const looked = new Set<Suspensions>()
    for (const receiver of plant.all('receiver')) {
      const here = suspensions(receiver)
      if (looked.has(here)) continue
      looked.add(here)
      for (const [id, by] of here.on) if (!on.has(id)) on.set(id, by)
      for (const [id, by] of here.off) if (!off.has(id)) off.set(id, by)
    }
    return { on, off }
  }

  function shown(rule: Rule, { on, off }: Switches): Policy {
    const shelved = shelf.find(rule.id)
    const to = rule.enabled ? 'off' : 'on'
    const by = (rule.enabled ? off : on).get(rule.id)
    const window = by === undefined ? null : { windowId: by.windowId, label: by.label }
    return {
      rule,
      from: shelved === null || shelved.file === null ? { kind: 'store' } : { kind: 'file', ...shelved.file },
      editedBy: shelved?.edited?.by ?? null,
      editedAt: shelved?.edited?.at ?? null,
      warnings: [...(warningsNow().get(rule.id) ?? [])],
      suspendedBy: rule.enabled ? window : null,
      ...(window === null ? {} : { switchedBy: { ...window, to } }),
    }
  }

  return {
    hasAny: () => set.rules.length > 0 || defaults.length > 0,
    decide: (sender, receiver) => decideBy(set, sender, receiver),
    decideAll(from) {
      if ('senderId' in from) {
        const sender = plant.entry('sender', from.senderId)
        if (sender === undefined) return new Map()
        return new Map(Array.from(plant.all('receiver'), (one) => [one.id, decideBy(set, sender, one)]))
      }
      const receiver = plant.entry('receiver', from.receiverId)
      if (receiver === undefined) return new Map()
      return new Map(Array.from(plant.all('sender'), (one) => [one.id, decideBy(set, one, receiver)]))
    },
    decideDisconnect(receiver) {
      const open = suspensions(receiver)
      return decisionOf(set.matchesAlone(receiver, open), null, open.windows)
    },
    async check(pairs, rules) {
      const tried = rules === null ? null : onTrial(parts, rules)
      const decisions: PolicyDecision[] = []
      let began = performance.now()
      for (const [i, { senderId, receiverId }] of pairs.entries()) {
        const sender = plant.entry('sender', senderId)
        const receiver = plant.entry('receiver', receiverId)
        if (sender === undefined) throw unknownEnd('sender', senderId, i)
        if (receiver === undefined) throw unknownEnd('receiver', receiverId, i)
        decisions.push(decideBy(tried ?? set, sender, receiver))
        if (performance.now() - began < TURN_MS) continue
        await setImmediate()
        began = performance.now()
      }
      return decisions
    },
    list() {
      const now = switches()
      return set.rules.map((rule) => shown(rule, now))
    },
    defaults: () => defaults,
    async create(asker, rule) {
      await shelf.create(asker, rule)
      return shown(rule, switches())
    },
    async update(asker, id, rule) {
      await shelf.update(asker, id, rule)
      return shown(rule, switches())
    },
    remove: shelf.remove,
    files: folder.state,
    async readFiles() {
      await folder.read()
      return folder.state()
    },
    async applyFiles(asker) {
      await folder.apply(asker)
      return folder.state()
    },
    exportYaml: () => writePolicyDocument(set.rules, defaults),
    onChange(listener) {
      const own = (): void => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      endSettings = onSettings(() => {
        const fresh = defaultsNow()
        if (JSON.stringify(fresh) === JSON.stringify(defaults)) return
        defaults = fresh
        tell()
      })
      await shelf.start()
      compile()
      await folder.start()
    },
    stop() {
      endSettings?.()
      folder.stop()
    },
  }
}

/** @throws PolicyError */
function onTrial(parts: Pick<PolicyBookParts, 'plant' | 'compatibility'>, rules: readonly Rule[]): RuleSet {
  const ids = new Set<string>()
  for (const rule of rules) {
    if (ids.has(rule.id))
      throw new PolicyError('invalid', `The rule “${rule.id}” is there twice; an id can be used once.`)
    ids.add(rule.id)
    refuseFaulty(rule)
  }
  return createRuleSet(parts, rules)
}

function unknownEnd(kind: 'sender' | 'receiver', id: Id, pair: number): PolicyError {
  return new PolicyError('unknown', `There is no ${kind} “${id.slice(0, 60)}” (pair ${pair + 1}).`)
}

import type { Actor, Id, Origin, Policy, PolicyDecision, PolicyDefault, PolicyFiles, Rule } from '../../contract'
import type { EntryOf } from '../plant/plant'

/** Who asks for a change of the policies, and by which door. */
export type PolicyAsker = { readonly actor: Actor; readonly origin: Origin }

/** A window, by what people call it. */
export type SwitchedBy = { readonly windowId: Id; readonly label: string }

/** What windows do to the rules at one destination now. */
export type Suspensions = {
  /** Rules (by id) that are in force because of a window, though they are disabled. */
  readonly on: ReadonlyMap<string, SwitchedBy>
  /** Rules that are not in force because of a window, though they are enabled. */
  readonly off: ReadonlyMap<string, SwitchedBy>
  /** Windows that are open here, in their order. */
  readonly windows: readonly { readonly id: Id; readonly label: string }[]
}

/** Where no window is open. */
export const NO_SUSPENSIONS: Suspensions = Object.freeze({ on: new Map(), off: new Map(), windows: [] })

/**
 * All rules, of the store and of files, and what they say.
 *
 * Every enabled rule whose scope has the destination, whose selectors fit both ends and whose condition holds matches,
 * and is listed: by priority, then deny before require-approval before warn before allow, then by id. The first one
 * decides. Where none matches, the default of the narrowest scope that has the destination does (of equally narrow ones
 * deny), and without any the pair is allowed.
 */
export type PolicyBook = {
  /** Whether there is any rule or default: without, everything is allowed and there is nothing to tell. */
  readonly hasAny: () => boolean
  readonly decide: (sender: EntryOf<'sender'>, receiver: EntryOf<'receiver'>) => PolicyDecision
  /** All receivers for a sender or all senders for a receiver, by their ids; empty for an unknown one. */
  readonly decideAll: (from: { readonly senderId: Id } | { readonly receiverId: Id }) => ReadonlyMap<Id, PolicyDecision>
  /**
   * A receiver that is disconnected or switched off. Only rules that make sense without a sender are asked:
   * `on_air_protection`, and `constraint` on receiver, device and node, each where `from` names nothing. Defaults are
   * about pairs and are not asked: what no rule is against is allowed.
   */
  readonly decideDisconnect: (receiver: EntryOf<'receiver'>) => PolicyDecision
  /**
   * Decisions in the order of the pairs; `rules` are tried instead of those in force, null: those in force. Lets other
   * work in between.
   * @throws PolicyError for an unknown id and for rules that cannot be understood
   */
  readonly check: (
    pairs: readonly { readonly senderId: Id; readonly receiverId: Id }[],
    rules: readonly Rule[] | null,
  ) => Promise<readonly PolicyDecision[]>
  /** In the order in which they are asked. */
  readonly list: () => readonly Policy[]
  /** Those of the settings and those of files. */
  readonly defaults: () => readonly PolicyDefault[]
  /** @throws PolicyError when the id is taken or the rule cannot be understood; StoreError */
  readonly create: (asker: PolicyAsker, rule: Rule) => Promise<Policy>
  /** In place of the rule `id`, whose id may change with it. @throws PolicyError, also for rules of files; StoreError */
  readonly update: (asker: PolicyAsker, id: string, rule: Rule) => Promise<Policy>
  /** @throws PolicyError, also for rules of files; StoreError */
  readonly remove: (asker: PolicyAsker, id: string) => Promise<void>
  readonly files: () => PolicyFiles
  /** Reads the folder again at once; what it finds takes effect as the settings say. @throws StoreError */
  readonly readFiles: () => Promise<PolicyFiles>
  /** Takes the newest good reading of the files over. @throws PolicyError when there is none; StoreError */
  readonly applyFiles: (asker: PolicyAsker) => Promise<PolicyFiles>
  /** The rules in force and the defaults as one document, which read again gives the same. */
  readonly exportYaml: () => string
  /** Rules, defaults or the state of the files have changed. */
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is kept, then the folder, and watches it. @throws StoreError */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

/** A rule or a set of rules is unknown, makes no sense, or is in no state that allows what was asked. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  constructor(
    readonly kind: 'unknown' | 'invalid' | 'state',
    message: string,
  ) {
    super(message)
  }
}

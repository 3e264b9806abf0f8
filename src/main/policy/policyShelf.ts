import type { Actor, Id, PolicyDefault, Rule } from '../../contract'
import { createKeptDocuments } from '../store/keptDocuments'
import type { DocumentRepository, StoredPolicy } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import { NO_FILES, differenceInWords, takenIn } from './fileSets'
import { auditNote } from '../store/auditNote'
import { type PolicyAsker, PolicyError } from './policyBook'
import { type FileSet, differenceOf } from './policyFolder'
import { ruleFaults } from './ruleFaults'

/** A rule as it lies on the shelf: kept by Signalbox, or from the set of files in force. */
export type ShelvedRule = {
  readonly rule: Rule
  readonly file: { readonly path: string; readonly line: number } | null
  readonly edited: { readonly by: Actor; readonly at: string } | null
}

/** The rules in force, in memory and on disk. Every change is on disk with its audit row when it counts. */
export type PolicyShelf = {
  readonly all: () => readonly ShelvedRule[]
  readonly find: (id: string) => ShelvedRule | null
  readonly files: () => FileSet
  /** When the files in force were read; null: none ever were. */
  readonly filesReadAt: () => string | null
  readonly fileDefaults: () => readonly PolicyDefault[]
  /** @throws PolicyError, StoreError */
  readonly create: (asker: PolicyAsker, rule: Rule) => Promise<void>
  /** @throws PolicyError, StoreError */
  readonly update: (asker: PolicyAsker, id: string, rule: Rule) => Promise<void>
  /** @throws PolicyError, StoreError */
  readonly remove: (asker: PolicyAsker, id: string) => Promise<void>
  /** In place of the files in force. @throws PolicyError when an id is taken meanwhile; StoreError */
  readonly adopt: (asker: PolicyAsker, set: FileSet, readAt: string) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  /** @throws StoreError */
  readonly start: () => Promise<void>
}

/** The one document of the rules of files. */
const FILES = 'files'

type StoredRule = Extract<StoredPolicy, { readonly kind: 'rule' }>

export function createPolicyShelf(parts: {
  readonly repository: DocumentRepository<StoredPolicy>
  readonly clock: Clock
  readonly ids: () => Id
}): PolicyShelf {
  const { repository, clock, ids } = parts
  const kept = createKeptDocuments(repository)

  /** By the id of the rule; made anew when something has changed. */
  let index: ReadonlyMap<string, ShelvedRule & { readonly document: StoredRule | null }> | null = null
  kept.onChange(() => {
    index = null
  })

  function shelved() {
    index ??= new Map(
      [
        ...files().rules.map(({ rule, path, line }) => ({ rule, file: { path, line }, edited: null, document: null })),
        ...kept.all().flatMap((document) => (document.kind === 'rule' ? [shelvedRule(document)] : [])),
      ].map((one) => [one.rule.id, one]),
    )
    return index
  }
  function filesDocument() {
    const document = kept.get(FILES)
    return document?.kind === 'files' ? document : null
  }
  function files(): FileSet {
    const { rules, defaults } = filesDocument() ?? NO_FILES
    return { rules, defaults }
  }

  /** @throws PolicyError */
  function editable(id: string): StoredRule {
    const known = shelved().get(id)
    if (known === undefined) throw new PolicyError('unknown', `There is no rule “${id.slice(0, 100)}”.`)
    if (known.document !== null) return known.document
    const where = known.file === null ? 'a file' : `the file ${known.file.path}, line ${known.file.line}`
    throw new PolicyError('state', `The rule “${id}” is from ${where}; change it there.`)
  }

  /** @throws PolicyError */
  function refuseTaken(id: string): void {
    const known = shelved().get(id)
    if (known === undefined) return
    const where = known.file === null ? '' : `, in the file ${known.file.path}, line ${known.file.line}`
    throw new PolicyError('state', `There is a rule “${id}” already${where}; give this one another id.`)
  }

  const newDocument = (asker: PolicyAsker, id: Id, rule: Rule): StoredRule => ({
    kind: 'rule',
    id,
    rule,
    editedBy: asker.actor,
    editedAt: timestamp(clock.now()),
  })

  return {
    all: () => [...shelved().values()],
    find: (id) => shelved().get(id) ?? null,
    files,
    filesReadAt: () => filesDocument()?.readAt ?? null,
    fileDefaults: () => files().defaults,
    create: (asker, rule) =>
      kept.inTurn(async (pen) => {
        refuseFaulty(rule)
        refuseTaken(rule.id)
        const summary = `Policy “${rule.label}” (${rule.id}) made: ${rule.effect}`
        const note = auditNote(asker, 'policy.create', rule.id, summary, { before: null, after: rule })
        await pen.put(newDocument(asker, ids(), rule), [note])
      }),
    update: (asker, id, rule) =>
      kept.inTurn(async (pen) => {
        const stored = editable(id)
        refuseFaulty(rule)
        if (rule.id !== id) refuseTaken(rule.id)
        const summary = `Policy “${rule.label}” (${rule.id}) changed`
        const note = auditNote(asker, 'policy.update', rule.id, summary, { before: stored.rule, after: rule })
        await pen.put(newDocument(asker, stored.id, rule), [note])
      }),
    remove: (asker, id) =>
      kept.inTurn(async (pen) => {
        const stored = editable(id)
        const summary = `Policy “${stored.rule.label}” (${id}) removed`
        await pen.remove(stored.id, [
          auditNote(asker, 'policy.remove', id, summary, { before: stored.rule, after: null }),
        ])
      }),
    adopt: (asker, set, readAt) =>
      kept.inTurn(async (pen) => {
        const taken = takenIn(set, (id) => shelved().get(id)?.file === null)[0]
        if (taken !== undefined) {
          throw new PolicyError('state', `${taken.path}, line ${taken.line ?? 1}: ${taken.text}`)
        }
        const difference = differenceOf(files(), set)
        const summary = `Policies of files: ${differenceInWords(difference)}; ${set.rules.length} in force`
        // Rules that only moved within their files are no news.
        const audit = difference === null ? [] : [auditNote(asker, 'policy.files', null, summary, { ...difference })]
        await pen.put({ kind: 'files', id: FILES, readAt, rules: set.rules, defaults: set.defaults }, audit)
      }),
    onChange: kept.onChange,
    async start() {
      await kept.start()
      index = null
    },
  }
}

function shelvedRule(document: StoredRule) {
  const { rule, editedBy, editedAt } = document
  return { rule, file: null, edited: { by: editedBy, at: editedAt }, document }
}

/** @throws PolicyError */
export function refuseFaulty(rule: Rule): void {
  const fault = ruleFaults(rule)[0]
  if (fault !== undefined) throw new PolicyError('invalid', `Rule “${rule.id}”: ${fault.text}`)
}

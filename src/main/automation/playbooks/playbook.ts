import type { OnFailure, PlaybookParam, Role, StepKind } from '../../../contract'
import type { Expression, Uses } from '../expressions/expression'
import type { Template } from '../expressions/template'

/** A step, ready to be run. */
export type Step = {
  /** Its name in the playbook. */
  readonly id: string
  readonly kind: StepKind
  readonly title: Template
  /** As written. */
  readonly titleText: string
  readonly needs: readonly string[]
  readonly when: Expression | null
  /** Gives the items; null: it is done once. */
  readonly forEach: Template | null
  readonly forEachText: string | null
  readonly always: boolean
  readonly onFailure: OnFailure | null
  /** What the kind wants, by name. */
  readonly body: ReadonlyMap<string, Template>
  /** `condition` of wait-for, `that` of check. */
  readonly condition: Expression | null
  /** Everything that any of its expressions speaks of. */
  readonly uses: Uses
}

/** A playbook, ready to be run. */
export type Playbook = {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly description: string
  readonly category: string
  readonly tags: readonly string[]
  readonly roles: readonly Role[]
  readonly onFailure: OnFailure | null
  readonly params: readonly PlaybookParam[]
  /** In an order in which none comes before what it needs; steps that always run are last. */
  readonly steps: readonly Step[]
  /** Names of the playbooks that its steps run. */
  readonly nested: readonly string[]
  readonly text: string
}

/** Kinds that have a run of their own. */
export const RUN_KINDS: ReadonlySet<StepKind> = new Set<StepKind>([
  'take',
  'disconnect',
  'salvo',
  'snapshot.restore',
  'sender.activate',
  'sender.deactivate',
  'mqtt.command',
  'http.request',
])

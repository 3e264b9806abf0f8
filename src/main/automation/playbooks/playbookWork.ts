import type { Asker } from '../../execution/execution'
import { ExpressionError, type Scope } from '../expressions/expression'
import { plantFunctions } from '../expressions/plantFunctions'
import { type PlantLookup, createPlantLookup } from '../expressions/plantLookup'
import { registryFunctions } from '../expressions/registryFunctions'
import type { ChildRuns } from './childRuns'
import { type RunFacts, type Turn, scopeFor } from './frame'
import { type Halts, createHalts } from './halts'
import type { Playbook } from './playbook'
import type { PlaybookParts } from './playbookParts'
import type { RunBook } from './runBook'
import { type StepQuestions, createStepQuestions } from './stepQuestions'
import { type StepRows, createStepRows } from './stepRows'

/** What is needed to execute a run: the run, and what it is done with. */
export type RunToExecute = {
  readonly parts: PlaybookParts
  readonly book: RunBook
  /** Those that the run keeps, by name. */
  readonly playbooks: ReadonlyMap<string, Playbook>
  readonly children: ChildRuns
}

/** The run of a playbook at work: what its steps are done with. */
export type PlaybookWork = RunToExecute & {
  readonly halts: Halts
  readonly rows: StepRows
  readonly questions: StepQuestions
  readonly lookup: PlantLookup
  readonly functions: Scope['functions']
  /** In whose name its steps are done. */
  readonly asker: Asker
  readonly facts: RunFacts
}

export function openPlaybookWork({ parts, book, playbooks, children }: RunToExecute): PlaybookWork {
  const halts = createHalts()
  const rows = createStepRows(book, halts)
  const { actor, origin, id, number } = book.current()
  return {
    ...{ parts, book, playbooks, children, halts, rows },
    questions: createStepQuestions(book, rows, halts),
    lookup: createPlantLookup(parts),
    functions: { ...plantFunctions(parts), ...registryFunctions(parts) },
    asker: { actor, origin },
    facts: { id, number, actor, origin, playbook: book.copy.name },
  }
}

/** What the expressions of a step look at now. */
export function scopeOf(work: PlaybookWork, { frame, step, item }: Pick<Turn, 'frame' | 'step' | 'item'>): Scope {
  const { book, functions, lookup, facts } = work
  return scopeFor(frame, step.uses, item, { rowOf: book.row, functions, lookup, facts, now: book.now() })
}

/** One of those that the run keeps. @throws ExpressionError when there is none of this name */
export function playbookNamed({ playbooks }: Pick<PlaybookWork, 'playbooks'>, name: string): Playbook {
  const found = playbooks.get(name)
  if (found === undefined) throw new ExpressionError(`There is no playbook “${name}”.`)
  return found
}

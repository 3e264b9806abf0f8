import { isTrue } from '../expressions/expression'
import type { Turn } from './frame'
import { type PlaybookWork, scopeOf } from './playbookWork'
import { withProgress } from './rowStates'
import { titleOf } from './stepTitle'

/** Titles a step, and shows that it runs. False: its condition says no, and it is skipped. @throws ExpressionError */
export async function beginStep(work: PlaybookWork, turn: Turn): Promise<boolean> {
  const { book, rows } = work
  const { step, id } = turn
  const scope = scopeOf(work, turn)
  const title = await titleOf(step, scope)
  if (step.when !== null && !isTrue(await step.when.evaluate(scope))) {
    rows.skip(withProgress(rows.now(id), { title }), `Its condition says no: ${step.when.text}.`, 'when')
    return false
  }
  book.put(withProgress(rows.now(id), { title, state: 'running', startedAt: book.now(), changes: [] }))
  return true
}

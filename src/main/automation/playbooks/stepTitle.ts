import { ExpressionError, type Scope } from '../expressions/expression'
import { inText } from '../expressions/template'
import type { Step } from './playbook'

type Titled = Pick<Step, 'title' | 'titleText'>

/** What a step is called in a run. What is wrong with a title is no reason not to do the step. */
export async function titleOf(step: Titled, scope: Scope): Promise<string> {
  try {
    return inText(await step.title.evaluate(scope))
  } catch (error) {
    if (error instanceof ExpressionError) return withoutExpressions(step)
    throw error
  }
}

/** As written, with an ellipsis for what cannot be known. */
export function withoutExpressions({ titleText }: Pick<Titled, 'titleText'>): string {
  return titleText.replaceAll(/\$\{[^}]*\}+/g, '…')
}

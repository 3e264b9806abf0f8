import type { StepKind } from '../../../contract'
import { ExpressionError, type Scope } from '../expressions/expression'
import type { Step } from './playbook'
import { BODIES, type BodyOf, LIST_KEYS } from './stepBodies'

/** A body that has been worked out, with its kind. */
export type StepValues = { readonly [K in StepKind]: { readonly kind: K; readonly body: BodyOf<K> } }[StepKind]

/** Works out what a step wants. @throws ExpressionError, naming what is not as it has to be */
export async function stepValues(step: Step, scope: Scope): Promise<StepValues> {
  const body: Record<string, unknown> = {}
  for (const [key, template] of step.body) {
    const value = await template.evaluate(scope)
    if (LIST_KEYS.has(key)) body[key] = asList(value)
    else if (value !== undefined && value !== null) body[key] = value
  }
  const parsed = BODIES[step.kind].safeParse(body)
  if (parsed.success) return { kind: step.kind, body: parsed.data } as StepValues
  const [issue] = parsed.error.issues
  const key = issue?.path[0]
  const where = [step.kind, ...(issue?.path ?? []).map(String)].join('.')
  const isNothing = typeof key === 'string' && step.body.has(key) && !(key in body)
  const what = isNothing ? 'its expression gives nothing' : (issue?.message ?? 'it is not as it has to be')
  throw new ExpressionError(`${where}: ${what.replace(/\.$/, '')}.`)
}

/** One thing stands for a list of one: an expression that finds one thing gives just that. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

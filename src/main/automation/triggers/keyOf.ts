import type { Expression, Scope } from '../expressions/expression'
import { inText } from '../expressions/template'

const LONGEST_KEY = 500

/** Which thing an event is about; null: the expression gives nothing. @throws ExpressionError */
export async function keyOf(key: Expression | null, subject: string, scope: () => Scope): Promise<string | null> {
  if (key === null) return subject
  const value = await key.evaluate(scope())
  if (value === undefined || value === null) return null
  return inText(value).slice(0, LONGEST_KEY)
}

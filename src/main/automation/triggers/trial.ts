import type { TriggerInput, TriggerTrial } from '../../../contract'
import { timestamp } from '../../telemetry/clock'
import { ExpressionError, type Scope, isTrue } from '../expressions/expression'
import { actionFault } from './actionCheck'
import type { CompiledTrigger } from './compiledTrigger'
import { keyOf } from './keyOf'
import type { Facts } from './occurrenceFacts'
import type { TriggerParts } from './triggerParts'

/** What a trigger would make of an event with these facts. Nothing is done. */
export async function tryTrigger(
  input: TriggerInput,
  compiled: CompiledTrigger,
  given: Facts,
  parts: Pick<TriggerParts, 'playbooks' | 'salvos' | 'clock'> & { readonly functions: Scope['functions'] },
): Promise<TriggerTrial> {
  const scopeOf = (root: Facts): Scope => ({ root, functions: parts.functions })
  const problems: string[] = []
  const facts: Facts = { event: input.event.kind, at: timestamp(parts.clock.now()), ...given }
  const subject = String(facts['id'] ?? facts['source'] ?? facts['topic'] ?? '')
  const tried = async <T>(name: string, look: () => Promise<T>): Promise<T | null> => {
    try {
      return await look()
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      problems.push(`${name}: ${error.message}`)
      return null
    }
  }
  const key = await tried('key', () => keyOf(compiled.key, subject, () => scopeOf(facts)))
  if (key === null && problems.length === 0) problems.push('key: It gives nothing.')
  const { condition } = compiled
  const value =
    condition === null ? null : await tried('condition', () => condition.evaluate(scopeOf({ ...facts, key })))
  const isYes = condition === null || isTrue(value)
  const action = key === null ? null : await tried('action', () => compiled.action(scopeOf({ ...facts, key })))
  if (action !== null) {
    const fault = actionFault(action, parts)
    if (fault !== null) problems.push(fault)
  }
  return { fires: isYes && problems.length === 0, key, condition: value ?? null, action, problems }
}

import type { TriggerAction, TriggerInput, TriggerUntil } from '../../../contract'
import { isTopicFilter } from '../../broker/topicFilter'
import { firstOf } from '../occurrences'
import { HouseError } from '../../execution/houseError'
import { type Expression, ExpressionError, type Scope, compileExpression } from '../expressions/expression'
import { type Template, compileTemplate, inText } from '../expressions/template'
import { hasHealth } from './occurrence'
import { type QuickCondition, quickCondition } from './quickCondition'

/** A trigger, ready to be looked at. */
export type CompiledTrigger = {
  readonly condition: Expression | null
  /** The same, where it is plain enough and does not speak of the key. */
  readonly quick: QuickCondition | null
  readonly key: Expression | null
  /** The action with its values in place. @throws ExpressionError */
  readonly action: (scope: Scope) => Promise<TriggerAction>
  readonly until: { readonly condition: Expression | null; readonly key: Expression | null } | null
  /** Some expression speaks of the thing whole. */
  readonly usesSubject: boolean
}

/** Reads what is written in a trigger. `now`: epoch ms. @throws HouseError, naming what cannot be read */
export function compileTrigger(input: TriggerInput, now: number): CompiledTrigger {
  checkEvent(input.event, 'event', now)
  const { until } = input
  if (until !== null) checkUntil(input, until, now)
  if (input.requiresHealth === true) checkHealth(input)
  const texts: string[] = []
  const expression = (text: string | null, name: string): Expression | null => {
    if (text === null) return null
    texts.push(text)
    return read(name, () => compileExpression(text))
  }
  const template = (value: unknown, name: string): Template => {
    texts.push(JSON.stringify(value))
    return read(name, () => compileTemplate(value))
  }
  const key = expression(input.key, 'key')
  const condition = expression(input.condition, 'condition')
  return {
    condition,
    quick: condition === null || /\bkey\b/.test(condition.text) ? null : quickCondition(condition.text),
    key,
    action: actionOf(input.action, template),
    until:
      until === null
        ? null
        : {
            condition: expression(until.condition, 'until.condition'),
            key: until.key === null ? key : expression(until.key, 'until.key'),
          },
    usesSubject: texts.some((text) => /\bsubject\b/.test(text)),
  }
}

function actionOf(
  action: TriggerAction,
  template: (value: unknown, name: string) => Template,
): CompiledTrigger['action'] {
  switch (action.kind) {
    case 'playbook': {
      const params = template(action.params, 'action.params')
      return async (scope) => ({ ...action, params: (await params.evaluate(scope)) as Record<string, unknown> })
    }
    case 'take': {
      const routes = action.routes.map(({ sender, receiver }, index) => ({
        sender: sender === null ? null : template(sender, `action.routes.${String(index)}.sender`),
        receiver: template(receiver, `action.routes.${String(index)}.receiver`),
      }))
      return async (scope) => ({
        ...action,
        routes: await Promise.all(
          routes.map(async ({ sender, receiver }) => ({
            sender: sender === null ? null : refOf(await sender.evaluate(scope)),
            receiver: refOf(await receiver.evaluate(scope)) ?? nothing('a receiver'),
          })),
        ),
      })
    }
    case 'notify': {
      const text = template(action.text, 'action.text')
      return async (scope) => ({ ...action, text: inText(await text.evaluate(scope)).slice(0, 2000) })
    }
    case 'salvo':
    case 'job':
      return () => Promise.resolve(action)
  }
}

/** A thing of the plant by its id; null: nothing, which disconnects. @throws ExpressionError */
function refOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'object' && 'id' in value && typeof value.id === 'string') return value.id
  throw new ExpressionError(`A sender or receiver is named by its id or its label, not by ${JSON.stringify(value)}.`)
}

/** @throws ExpressionError */
function nothing(what: string): never {
  throw new ExpressionError(`An expression of a route gives nothing where ${what} has to be.`)
}

/** @throws HouseError */
function checkEvent(event: TriggerInput['event'], name: string, now: number): void {
  if (event.kind === 'mqtt' && !isTopicFilter(event.topic)) {
    throw fault(`${name}.topic`, `“${event.topic.slice(0, 80)}” is no MQTT topic filter.`)
  }
  if (event.kind === 'time') {
    try {
      firstOf(event, now)
    } catch (error) {
      throw error instanceof HouseError ? fault(`${name}.cron`, error.message) : error
    }
  }
}

/** @throws HouseError */
function checkUntil(input: TriggerInput, until: TriggerUntil, now: number): void {
  const { kind } = input.action
  if (kind === 'notify' || kind === 'job') {
    throw fault('until', `A trigger that does “${kind}” has nothing to put back. Leave “until” out.`)
  }
  if (until.event !== null) checkEvent(until.event, 'until.event', now)
  if (until.event === null && (until.condition !== null || until.key !== null)) {
    throw fault('until', 'A condition and a key belong to an event, and there is none.')
  }
}

/** @throws HouseError */
function checkHealth({ event, condition }: TriggerInput): void {
  if (!hasHealth(event)) {
    throw fault('requiresHealth', `There is nothing good to be seen of an event “${event.kind}”. Leave it out.`)
  }
  const wantsCondition = event.kind === 'mqtt' || event.kind === 'is07' || event.kind === 'route'
  if (wantsCondition && condition === null) {
    throw fault('requiresHealth', 'What is good is said by the condition, and there is none.')
  }
}

/** @throws HouseError */
function read<T>(name: string, reading: () => T): T {
  try {
    return reading()
  } catch (error) {
    if (error instanceof ExpressionError) throw fault(name, error.message)
    throw error
  }
}

function fault(name: string, sentence: string): HouseError {
  return new HouseError('invalid', `${name}: ${sentence}`)
}

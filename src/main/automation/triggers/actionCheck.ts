import type { PlaybookView, TriggerAction } from '../../../contract'
import { ExpressionError } from '../expressions/expression'
import { compileTemplate } from '../expressions/template'
import { paramFault } from '../playbooks/paramValue'
import type { TriggerParts } from './triggerParts'

/** Why an action cannot be done as things are now, as a sentence that names the field; null: nothing is known against it. */
export function actionFault(
  action: TriggerAction,
  { playbooks, salvos }: Pick<TriggerParts, 'playbooks' | 'salvos'>,
): string | null {
  switch (action.kind) {
    case 'playbook': {
      const playbook = playbooks.get(action.name)
      if (playbook === null) return `action.name: There is no playbook “${action.name}”.`
      return paramsFault(playbook, action.params)
    }
    case 'salvo':
      return salvos.get(action.salvoId) === null ? 'action.salvoId: There is no such salvo.' : null
    case 'take':
    case 'job':
    case 'notify':
      return null
  }
}

/** What is known before the values of expressions are. */
function paramsFault({ title, params }: PlaybookView, given: Readonly<Record<string, unknown>>): string | null {
  for (const name of Object.keys(given)) {
    if (params.some((param) => param.name === name)) continue
    const has = params.length === 0 ? 'It has none.' : `It has ${params.map((param) => param.name).join(', ')}.`
    return `action.params.${name}: The playbook “${title}” has no such parameter. ${has}`
  }
  for (const param of params) {
    const value = given[param.name] ?? null
    if (value === null) {
      if (param.required && param.default === null) {
        return `action.params.${param.name}: The playbook “${title}” needs it (${param.type}).`
      }
    } else if (isFixed(value)) {
      const fault = paramFault(param, value)
      if (fault !== null) return `action.params.${param.name}: ${fault}`
    }
  }
  return null
}

function isFixed(value: unknown): boolean {
  try {
    return compileTemplate(value).isFixed
  } catch (error) {
    if (error instanceof ExpressionError) return false
    throw error
  }
}

/** What is done, for people: `playbook fall-response`. */
export function actionInWords(action: TriggerAction, { salvos }: Pick<TriggerParts, 'salvos'>): string {
  switch (action.kind) {
    case 'playbook': {
      const values = Object.entries(action.params).map(([name, value]) => `${name} ${shown(value)}`)
      return `playbook ${action.name}${values.length === 0 ? '' : ` (${values.join(', ')})`}`
    }
    case 'salvo':
      return `salvo ${salvos.get(action.salvoId)?.label ?? action.salvoId}`
    case 'take':
      return action.routes.map(({ sender, receiver }) => `${sender ?? 'nothing'} → ${receiver}`).join(', ')
    case 'job':
      return `job ${action.name}`
    case 'notify':
      return `“${action.text}”`
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

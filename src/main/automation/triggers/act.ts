import type { Id, Run, TriggerAction } from '../../../contract'
import { FireInput, RunInput } from '../../../contract'
import { type Asker, RefusedError, RunStateError } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { ExpressionError } from '../expressions/expression'
import type { PlantLookup } from '../expressions/plantLookup'
import type { TriggerParts } from './triggerParts'

/** An action that makes a run. */
export type RunAction = Extract<TriggerAction, { kind: 'playbook' | 'salvo' | 'take' }>

/** The `source.id` by which its run is found. */
export function sourceIdOf(action: RunAction, triggerId: Id): Id {
  switch (action.kind) {
    case 'playbook':
      return action.name
    case 'salvo':
      return action.salvoId
    case 'take':
      return triggerId
  }
}

/**
 * Begins what is to be done, through the one gate; answers when it is journalled.
 * @throws RefusedError, HouseError, RunStateError, ExpressionError, StoreError
 */
export async function beginRun(
  asker: Asker,
  action: RunAction,
  trigger: { readonly id: Id; readonly label: string },
  { lookup, ...parts }: Pick<TriggerParts, 'execution' | 'salvos' | 'playbooks'> & { readonly lookup: PlantLookup },
): Promise<Run> {
  switch (action.kind) {
    case 'playbook':
      return parts.playbooks.runs.start(asker, action.name, {
        params: action.params,
        confirm: action.confirm,
        dryRun: false,
        waitMs: 0,
      })
    case 'salvo':
      return parts.salvos.fire(asker, action.salvoId, FireInput.parse({ confirm: action.confirm, waitMs: 0 }))
    case 'take': {
      const actions = action.routes.map(({ sender, receiver }) => {
        const receiverId = lookup.find('receiver', receiver).id
        return sender === null
          ? ({ type: 'route.disconnect', receiverId } as const)
          : ({ type: 'route.connect', senderId: lookup.find('sender', sender).id, receiverId } as const)
      })
      return parts.execution.start(asker, {
        ...RunInput.parse({ actions, confirm: action.confirm, waitMs: 0 }),
        source: { kind: 'trigger', id: trigger.id, label: trigger.label },
        skipDone: true,
      })
    }
  }
}

const MOST_REFUSALS = 3

/** Why nothing was begun, as a sentence; null: nobody expected it. */
export function whyNotBegun(error: unknown): string | null {
  if (error instanceof RefusedError) {
    const texts = error.decisions.filter(({ effect }) => effect !== 'allow').map(({ text }) => text)
    const more = texts.length > MOST_REFUSALS ? ` And ${String(texts.length - MOST_REFUSALS)} more.` : ''
    return `Refused; nothing was sent. ${texts.slice(0, MOST_REFUSALS).join(' ')}${more}`
  }
  if (error instanceof HouseError || error instanceof RunStateError || error instanceof ExpressionError) {
    return error.message
  }
  return null
}

import type { Action, ActionType, ActivationInput, OnFailure, Salvo, SalvoInput } from '../../../contract'

/** An entry that is being edited. `key` tells it apart however it is moved; `needs` are keys of others. */
export type EntryDraft = {
  readonly key: number
  readonly action: Action
  readonly senderLabel: string | null
  readonly receiverLabel: string | null
  /** Ids that the plant did not have when it was opened. */
  readonly missing: readonly string[]
  readonly needs: readonly number[]
}

/** A salvo that is being edited. `revision` null for one that is not there yet. */
export type SalvoDraft = {
  readonly label: string
  readonly folder: string
  readonly description: string
  readonly hotkey: string | null
  readonly onFailure: OnFailure | null
  readonly activation: ActivationInput
  readonly change: boolean
  readonly entries: readonly EntryDraft[]
  readonly revision: number | null
}

export const emptyDraft: SalvoDraft = {
  label: '',
  folder: '',
  description: '',
  hotkey: null,
  onFailure: null,
  activation: { mode: 'activate_immediate' },
  change: false,
  entries: [],
  revision: null,
}

export function draftOf(salvo: Salvo): SalvoDraft {
  const { label, folder, description, hotkey, onFailure, activation, change, revision } = salvo
  const entries = salvo.actions.map((action, key): EntryDraft => {
    const { senderLabel, receiverLabel, missing } = salvo.entries[key] ?? unnamed
    return { key, action, senderLabel, receiverLabel, missing, needs: action.needs ?? [] }
  })
  return { label, folder, description, hotkey, onFailure, activation, change, entries, revision }
}

const unnamed = { senderLabel: null, receiverLabel: null, missing: [] } as const

/** The draft with another entry at its end. */
export function withEntry(
  draft: SalvoDraft,
  action: Action,
  names: Pick<EntryDraft, 'senderLabel' | 'receiverLabel'>,
): SalvoDraft {
  const key = draft.entries.reduce((most, entry) => Math.max(most, entry.key), -1) + 1
  return { ...draft, entries: [...draft.entries, { key, action, ...names, missing: [], needs: [] }] }
}

/** The draft with another action in the place of an entry's. */
export function withAction(
  draft: SalvoDraft,
  key: number,
  action: Action,
  names: Pick<EntryDraft, 'senderLabel' | 'receiverLabel'>,
): SalvoDraft {
  const entries = draft.entries.map((entry) =>
    entry.key === key ? { ...entry, action, ...names, missing: [] } : entry,
  )
  return { ...draft, entries }
}

/** Without an entry; what waited for it waits for it no more. */
export function withoutEntry(draft: SalvoDraft, key: number): SalvoDraft {
  const entries = draft.entries
    .filter((entry) => entry.key !== key)
    .map((entry) => ({ ...entry, needs: entry.needs.filter((need) => need !== key) }))
  return { ...draft, entries }
}

/** With an entry moved by so many places, as far as there are places. */
export function moved(draft: SalvoDraft, key: number, by: number): SalvoDraft {
  const from = draft.entries.findIndex((entry) => entry.key === key)
  const entry = draft.entries[from]
  if (entry === undefined) return draft
  const to = Math.max(0, Math.min(draft.entries.length - 1, from + by))
  const entries = draft.entries.filter((each) => each !== entry)
  entries.splice(to, 0, entry)
  return { ...draft, entries }
}

/** What is wrong with it before the engine is asked; null when it can be sent. */
export function faultOf(draft: SalvoDraft): string | null {
  if (draft.label.trim() === '') return 'Give it a name that people know it by.'
  if (draft.entries.length === 0) return 'A salvo needs at least one entry. Add one below.'
  return null
}

/** What is sent. The order decides what the needs are called. */
export function inputOf(draft: SalvoDraft): SalvoInput {
  const { label, folder, description, hotkey, onFailure, activation, change } = draft
  const places = new Map(draft.entries.map(({ key }, place) => [key, place]))
  const actions = draft.entries.map(({ action, needs: keys }): Action => {
    const { needs: _old, ...rest } = action
    const needs = keys.flatMap((key) => places.get(key) ?? [])
    return needs.length === 0 ? rest : { ...rest, needs }
  })
  const words = { label: label.trim(), folder: folder.trim(), description: description.trim() }
  return { ...words, hotkey, onFailure, activation, change, actions }
}

/** Whether anything was changed since it was opened. */
export const isChanged = (draft: SalvoDraft, opened: SalvoDraft): boolean =>
  JSON.stringify(inputOf(draft)) !== JSON.stringify(inputOf(opened))

const hold = { reason: '', durationS: null } as const

/** An action of this kind; null while something that it names is not chosen. */
export function actionOf(type: ActionType, senderId: string | null, receiverId: string | null): Action | null {
  if (type === 'sender.activate' || type === 'sender.deactivate') return senderId === null ? null : { type, senderId }
  if (receiverId === null) return null
  switch (type) {
    case 'route.connect':
      return senderId === null ? null : { type, senderId, receiverId }
    case 'route.disconnect':
    case 'receiver.enable':
    case 'receiver.disable':
      return { type, receiverId }
    case 'destination.lock':
    case 'destination.protect':
      return { type, receiverId, ...hold }
    case 'destination.release':
      return { type, receiverId, reason: '' }
    case 'mqtt.command':
    case 'http.request':
      return null
  }
}

/** Which ends an action of this kind names. */
export const endsOf = (type: ActionType): { readonly sender: boolean; readonly receiver: boolean } => ({
  sender: type === 'route.connect' || type.startsWith('sender.'),
  receiver: !type.startsWith('sender.'),
})

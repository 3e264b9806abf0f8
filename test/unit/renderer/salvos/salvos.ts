import type { Action, Salvo } from '../../../../src/contract'

export const route = (senderId: string, receiverId: string): Action => ({ type: 'route.connect', senderId, receiverId })

/** A salvo whose entries are named like their ids, and are all there. */
export const salvo = (over: Partial<Salvo> = {}): Salvo => {
  const actions = over.actions ?? [route('S', 'R')]
  return {
    id: 'salvo-1',
    label: 'Line-up A',
    folder: '',
    description: '',
    hotkey: null,
    onFailure: null,
    activation: { mode: 'activate_immediate' },
    change: false,
    actions,
    entries: actions.map((action) => ({
      senderLabel: 'senderId' in action ? action.senderId : null,
      receiverLabel: 'receiverId' in action ? action.receiverId : null,
      missing: [],
    })),
    revision: 1,
    editedBy: { id: 'a', name: 'mcr-1', role: 'operator' },
    editedAt: '2025-11-20T19:59:38.000Z',
    ...over,
  }
}

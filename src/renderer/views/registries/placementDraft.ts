import type { Placement } from '../../../contract'

/** A rule as it is being typed. `key` is for the list only. */
export type PlacementDraft = {
  readonly key: number
  readonly node: string
  readonly device: string
  readonly tagName: string
  readonly tagValue: string
  readonly site: string
  readonly room: string
}

export const emptyPlacement = (key: number): PlacementDraft => ({
  key,
  node: '',
  device: '',
  tagName: '',
  tagValue: '',
  site: '',
  room: '',
})

export const placementDraft = (placement: Placement, key: number): PlacementDraft => ({
  key,
  node: placement.match.nodeLabel ?? '',
  device: placement.match.deviceLabel ?? '',
  tagName: placement.match.tag?.name ?? '',
  tagValue: placement.match.tag?.value ?? '',
  site: placement.site ?? '',
  room: placement.room ?? '',
})

/** What is wrong with a rule, as a sentence; null when nothing is. */
export function placementFault(draft: PlacementDraft): string | null {
  const tag = draft.tagName.trim() !== ''
  if (draft.node.trim() === '' && draft.device.trim() === '' && !tag)
    return 'Say what it is for: a node, a device or a tag. * stands for any text.'
  if (!tag && draft.tagValue.trim() !== '') return 'A tag’s value needs the tag’s name.'
  return draft.site.trim() === '' && draft.room.trim() === '' ? 'Say a site, a room or both.' : null
}

/** What is sent. */
export function placementOf(draft: PlacementDraft): Placement {
  const [node, device, name] = [draft.node.trim(), draft.device.trim(), draft.tagName.trim()]
  return {
    match: {
      ...(node === '' ? {} : { nodeLabel: node }),
      ...(device === '' ? {} : { deviceLabel: device }),
      ...(name === '' ? {} : { tag: { name, value: draft.tagValue.trim() === '' ? '*' : draft.tagValue.trim() } }),
    },
    site: draft.site.trim() === '' ? null : draft.site.trim(),
    room: draft.room.trim() === '' ? null : draft.room.trim(),
  }
}

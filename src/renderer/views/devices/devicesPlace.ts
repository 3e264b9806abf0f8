/** What is open on the devices page, written after the second slash of the hash. */
export type DevicesPlace =
  | { readonly tab: 'devices'; readonly id: string | null }
  | { readonly tab: 'modules'; readonly name: string | null }
  | { readonly tab: 'topics' }
  | { readonly tab: 'holds' }

/** Reads `mqtt:lab/rpi-01`, `modules`, `module:ndi`, `topics` or `holds`; anything else is the list of devices. */
export function devicesPlaceOf(what: string | null): DevicesPlace {
  if (what === 'topics' || what === 'holds') return { tab: what }
  if (what === 'modules') return { tab: 'modules', name: null }
  const [, name] = /^module:(.+)$/.exec(what ?? '') ?? []
  if (name !== undefined) return { tab: 'modules', name }
  return { tab: 'devices', id: what?.startsWith('mqtt:') === true ? what : null }
}

export function devicesWhat(place: DevicesPlace): string | null {
  switch (place.tab) {
    case 'devices':
      return place.id
    case 'modules':
      return place.name === null ? 'modules' : `module:${place.name}`
    case 'topics':
    case 'holds':
      return place.tab
  }
}

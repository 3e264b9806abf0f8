import type { EntryOf, PlantView } from '../plant/plant'

type Port = EntryOf<'sender'> | EntryOf<'receiver'>

const GROUP_HINT = 'urn:x-nmos:tag:grouphint/'

/** The senders and receivers of a natural group by its name (BCP-002-01 v1.0 §Group Hint), looked up when asked for. */
export type GroupIndex = {
  readonly members: (group: string) => readonly Port[]
  /** Something was added, removed or tagged anew. */
  readonly forget: () => void
}

export function createGroupIndex(plant: PlantView): GroupIndex {
  let groups: Map<string, Port[]> | null = null

  function index(): Map<string, Port[]> {
    const found = new Map<string, Port[]>()
    const note = (port: Port): void => {
      for (const group of groupsOf(port)) {
        const others = found.get(group)
        if (others === undefined) found.set(group, [port])
        else others.push(port)
      }
    }
    for (const sender of plant.all('sender')) note(sender)
    for (const receiver of plant.all('receiver')) note(receiver)
    return found
  }

  return {
    members: (group) => (groups ??= index()).get(group) ?? [],
    forget() {
      groups = null
    },
  }
}

function groupsOf({ resource }: Port): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [tag, hints] of Object.entries(resource.tags)) {
    if (tag.startsWith(GROUP_HINT)) for (const hint of hints) names.add(hint.split(':')[0] ?? '')
  }
  return names
}

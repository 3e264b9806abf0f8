import type { Id } from '../../../contract'
import type { CommandAnswer } from '../../drivers/mqtt/deviceLine'

/** A command that waits for its answer. */
export type OpenCommand = {
  readonly broker: string
  /** In the plant, and what its topics call it. */
  readonly id: Id
  readonly deviceId: string
  readonly module: string
  readonly reqId: string
  readonly action: string
  readonly answered: (answer: CommandAnswer) => void
  /** It is under way: there is more to wait for. */
  readonly goesOn: () => void
}

/** Whose answer something is. `late`: the waiting had ended. `stranger`: another device was asked. */
export type Match =
  | { readonly kind: 'open'; readonly command: OpenCommand }
  | { readonly kind: 'late' }
  | { readonly kind: 'stranger'; readonly asked: string }
  | { readonly kind: 'none' }

export type OpenCommands = {
  /** False: this number is open already on this device, and an answer could not be told from the other's. */
  readonly add: (command: OpenCommand) => boolean
  readonly remove: (command: OpenCommand) => void
  /** `reqId` null: the oldest that is open with this action is meant. */
  readonly match: (answer: {
    readonly broker: string
    readonly deviceId: string
    readonly module: string
    readonly reqId: string | null
    readonly action: string | null
  }) => Match
  readonly ofDevice: (id: Id) => readonly OpenCommand[]
  readonly all: () => readonly OpenCommand[]
}

/** So many that have ended are remembered, to know a late answer from one that is somebody else's. */
const MOST_ENDED = 1_000

export function createOpenCommands(): OpenCommands {
  const byDevice = new Map<Id, Set<OpenCommand>>()
  const byNumber = new Map<string, Set<OpenCommand>>()
  const ended = new Set<string>()

  const numberOf = ({ broker, reqId }: { readonly broker: string; readonly reqId: string }): string =>
    `${broker}/${reqId}`
  const nameOf = (command: Pick<OpenCommand, 'broker' | 'deviceId' | 'module' | 'reqId'>): string =>
    `${command.broker}/${command.deviceId}/${command.module}/${command.reqId}`

  function put<K>(sets: Map<K, Set<OpenCommand>>, key: K, command: OpenCommand): void {
    const known = sets.get(key)
    if (known === undefined) sets.set(key, new Set([command]))
    else known.add(command)
  }

  function take<K>(sets: Map<K, Set<OpenCommand>>, key: K, command: OpenCommand): boolean {
    const known = sets.get(key)
    const had = known?.delete(command) ?? false
    if (known?.size === 0) sets.delete(key)
    return had
  }

  function end(name: string): void {
    ended.add(name)
    const [oldest] = ended
    if (ended.size > MOST_ENDED && oldest !== undefined) ended.delete(oldest)
  }

  return {
    add(command) {
      const others = [...(byNumber.get(numberOf(command)) ?? [])]
      if (others.some(({ id, module }) => id === command.id && module === command.module)) return false
      ended.delete(nameOf(command))
      put(byDevice, command.id, command)
      put(byNumber, numberOf(command), command)
      return true
    },
    remove(command) {
      take(byNumber, numberOf(command), command)
      if (take(byDevice, command.id, command)) end(nameOf(command))
    },
    match(answer) {
      const { broker, deviceId, module, reqId, action } = answer
      if (reqId === null) {
        const open = [...byDevice.values()].flatMap((commands) => [...commands])
        const oldest = open.find(
          (one) =>
            one.broker === broker &&
            one.deviceId === deviceId &&
            one.module === module &&
            (action === null || one.action === action),
        )
        return oldest === undefined ? { kind: 'none' } : { kind: 'open', command: oldest }
      }
      const others = [...(byNumber.get(numberOf({ broker, reqId })) ?? [])].filter((one) => one.module === module)
      const command = others.find((one) => one.deviceId === deviceId)
      if (command !== undefined) return { kind: 'open', command }
      const [stranger] = others
      if (stranger !== undefined) return { kind: 'stranger', asked: stranger.deviceId }
      return ended.has(nameOf({ broker, deviceId, module, reqId })) ? { kind: 'late' } : { kind: 'none' }
    },
    ofDevice: (id) => [...(byDevice.get(id) ?? [])],
    all: () => [...byDevice.values()].flatMap((commands) => [...commands]),
  }
}

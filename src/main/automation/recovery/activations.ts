import type { Id } from '../../../contract'
import type { EntryOf, Plant } from '../../plant/plant'
import { type DeviceReads, attempt } from '../jobs/deviceReads'

/**
 * When a device says that it was told its route last (IS-05 v1.1 `/active` `activation.activation_time`, TAI). A device
 * that lost its memory says nothing: that tells what is lost from what somebody has changed.
 */
export type Activation = {
  /** The version of the resource that it was read at. */
  readonly version: string
  /** `silent`: it did not answer, and may do so later. `mute`: it cannot be asked. */
  readonly state: 'read' | 'silent' | 'mute'
  /** Null: never since its start, or it does not say. */
  readonly at: string | null
}

/** What devices say of their last activations. What is read is the plant's truth, too. */
export type Activations = {
  /** At the version the plant has; undefined: it was not read. */
  readonly of: (receiver: EntryOf<'receiver'>) => Activation | undefined
  /** Reads those that were not read at their version, and asks those again that did not answer. */
  readonly read: (receivers: readonly EntryOf<'receiver'>[], signal: AbortSignal) => Promise<void>
  readonly forget: (receiverId: Id) => void
}

export function createActivations(plant: Plant, reads: DeviceReads): Activations {
  const known = new Map<Id, Activation>()
  const of = ({ id, resource: { version } }: EntryOf<'receiver'>): Activation | undefined => {
    const found = known.get(id)
    return found?.version === version ? found : undefined
  }
  return {
    of,
    async read(receivers, signal) {
      const unread = receivers.filter((one) => one.status === 'online' && (of(one)?.state ?? 'silent') === 'silent')
      await reads.each(
        unread,
        reads.nodeOf,
        async (receiver) => {
          const { version } = receiver.resource
          const api = reads.apiOf(receiver)
          if (api === null) {
            known.set(receiver.id, { version, state: 'mute', at: null })
            return
          }
          const read = await attempt(() => api.receiver(receiver.id).active(reads.options(signal)))
          if (signal.aborted) return
          if (!read.ok) {
            known.set(receiver.id, { version, state: 'silent', at: null })
            return
          }
          known.set(receiver.id, { version, state: 'read', at: read.value.activation.activation_time })
          plant.setActive(receiver.id, read.value, version)
        },
        signal,
      )
    },
    forget: (id) => known.delete(id),
  }
}

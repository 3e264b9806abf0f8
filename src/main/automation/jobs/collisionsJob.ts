import type { Finding, Id } from '../../../contract'
import { transportName } from '../../nmos/urn'
import type { EntryOf, Plant } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { type SentLeg, findCollisions } from './collisions'
import { type DeviceReads, attempt } from './deviceReads'
import { inPieces, someOf } from './inPieces'
import { type JobWork, finding } from './job'
import { switchOff, usedAgain } from './switchOff'

/** Streams and addresses that are there twice, over all active legs. What no device has said yet is asked first. */
export function collisionsJob(plant: Plant, reads: DeviceReads): JobWork {
  async function readUnknown(senders: readonly EntryOf<'sender'>[], signal: AbortSignal): Promise<readonly Id[]> {
    const silent: Id[] = []
    const unknown = senders.filter(({ connection, status }) => connection?.readAt === null && status === 'online')
    await reads.each(
      unknown,
      reads.nodeOf,
      async (sender) => {
        const api = reads.apiOf(sender)
        if (api === null) return
        const { version } = sender.resource
        const read = await attempt(() => api.sender(sender.id).active(reads.options(signal)))
        if (read.ok) plant.setActive(sender.id, read.value, version)
        else silent.push(sender.id)
      },
      signal,
    )
    return silent
  }

  /** Of several on one address those that nothing receives can give way, as long as one stays. */
  function giveWay(ids: readonly Id[]): Finding['fix'] {
    const idle = ids.filter((id) => plant.receiversOfSender(id).length === 0)
    const away = idle.length === ids.length ? idle.slice(1) : idle
    return switchOff(plant, away)
  }

  return {
    name: 'collisions',
    title: 'Collisions',
    description:
      'Looks at all active legs for multicast addresses and ports that are used twice on a network, for groups that are used with several ports, and for source addresses that several nodes claim.',
    async look(report, signal) {
      const senders: EntryOf<'sender'>[] = []
      await inPieces(plant.all('sender'), signal, (sender) => {
        if (sender.connection?.active === true && sendsPackets(sender)) senders.push(sender)
      })
      report.checked(senders.length)
      const silent = await readUnknown(senders, signal)
      const legs: SentLeg[] = []
      await inPieces(senders, signal, ({ id }) => {
        const sender = plant.entry('sender', id)
        if (sender !== undefined) legs.push(...legsOf(sender))
      })
      await findCollisions(legs, report, signal, giveWay)
      if (silent.length === 0) return
      const names = silent.map((id) => nameOr(plant.entry('sender', id), id))
      const text = `Of ${silent.length === 1 ? '1 active sender' : `${silent.length} active senders`} the device did not say where they send to: ${someOf(names)}.`
      report.find(finding('warning', 'NOT_READ', text, silent))
    },
    isOver: (found) => usedAgain(plant, found),
  }

  function legsOf(sender: EntryOf<'sender'>): readonly SentLeg[] {
    const { resource, connection } = sender
    const device = plant.entry('device', resource.device_id ?? '')
    const node = plant.entry('node', device?.resource.node_id ?? '')
    return (connection?.active === true ? connection.legs : []).flatMap(
      ({ enabled, multicast, port, source }, index) => {
        if (!enabled || multicast === null || port === null) return []
        const binding = resource.interface_bindings[index]
        const tag = `network:${binding ?? ''}`
        const tags = [resource.tags, device?.resource.tags ?? {}, node?.resource.tags ?? {}]
        const network = binding === undefined ? undefined : tags.flatMap((own) => own[tag] ?? []).at(0)
        return {
          senderId: sender.id,
          name: entryName(sender),
          nodeId: device?.resource.node_id ?? sender.id,
          letter: String.fromCharCode(65 + index),
          network: network?.toLowerCase() ?? null,
          destination: multicast,
          port,
          source,
        }
      },
    )
  }
}

function sendsPackets({ resource }: EntryOf<'sender'>): boolean {
  return transportName(resource.transport) === 'rtp'
}

function nameOr(entry: EntryOf<'sender'> | undefined, id: Id): string {
  return entry === undefined ? id : entryName(entry)
}

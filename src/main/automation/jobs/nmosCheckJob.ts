import type { Id } from '../../../contract'
import type { NmosHttp } from '../../nmos/http'
import { isNodeOfMqtt } from '../../plant/deviceIds'
import type { EntryOf, Plant } from '../../plant/plant'
import type { DeviceReads } from './deviceReads'
import { inPieces } from './inPieces'
import type { JobWork } from './job'
import { checkNode } from './nodeCheck'
import { checkPort } from './portCheck'
import { foundTwice } from './secondLook'

/** What nodes say of themselves in one place and not in the other. */
export function nmosCheckJob(plant: Plant, http: NmosHttp, reads: DeviceReads): JobWork {
  return {
    name: 'nmos-check',
    title: 'NMOS check',
    description:
      'Asks every node at its own Node API, compares what it says with the registry, IS-04 subscriptions with IS-05 /active, receivers with where their senders send, and the transport files of active senders with their flows.',
    async look(report, signal) {
      const nodes: EntryOf<'node'>[] = []
      await inPieces(plant.all('node'), signal, (node) => {
        if (node.status === 'online' && isNmos(node)) nodes.push(node)
      })
      /** Nodes that were not reached, and ports that are not there: they are not asked any more. */
      const away = new Set<Id>()
      await reads.each(
        nodes,
        ({ id }) => id,
        async (node) => {
          const { isReached, findings, ghosts } = await foundTwice(
            () => checkNode(node, plant, http, reads.options(signal)),
            signal,
          )
          if (signal.aborted) return
          if (!isReached) away.add(node.id)
          for (const id of ghosts) away.add(id)
          report.checked(1)
          findings.forEach(report.find)
        },
        signal,
      )
      const ports: { readonly id: Id; readonly kind: 'sender' | 'receiver'; readonly node: Id }[] = []
      const add = (port: EntryOf<'sender'> | EntryOf<'receiver'>): void => {
        const node = reads.nodeOf(port)
        if (port.status === 'online' && !away.has(node) && !away.has(port.id))
          ports.push({ id: port.id, kind: port.kind, node })
      }
      await inPieces(plant.all('sender'), signal, add)
      await inPieces(plant.all('receiver'), signal, add)
      await reads.each(
        ports,
        ({ node }) => node,
        async ({ id, kind }) => {
          const { findings } = await foundTwice(
            async () => ({ findings: await checkPort(kind, id, plant, reads, signal) }),
            signal,
          )
          if (signal.aborted) return
          report.checked(1)
          findings.forEach(report.find)
        },
        signal,
      )
    },
    isOver: () => null,
  }
}

function isNmos({ id, witnesses }: EntryOf<'node'>): boolean {
  return !isNodeOfMqtt(id) && witnesses.size > 0
}

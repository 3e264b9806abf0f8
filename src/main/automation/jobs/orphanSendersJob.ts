import { transportName } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { inPieces } from './inPieces'
import { type JobWork, finding } from './job'
import { switchOff, usedAgain } from './switchOff'

/** What others than receivers listen to: states, which controllers take from their sender themselves. */
const NOT_RECEIVED: ReadonlySet<string> = new Set(['websocket', 'mqtt'])

/** Active senders that nothing receives: they load the network for nobody. */
export function orphanSendersJob(plant: PlantView): JobWork {
  return {
    name: 'orphan-senders',
    title: 'Senders that nothing receives',
    description: 'Lists active senders that no receiver of the plant is on. Something outside of the plant may be.',
    async look(report, signal) {
      let unknown = 0
      await inPieces(plant.all('receiver'), signal, ({ connection }) => {
        if (connection?.active === true && connection.senderId === null) unknown += 1
      })
      await inPieces(plant.all('sender'), signal, (sender) => {
        if (sender.status === 'offline' || sender.connection?.active !== true || !isReceived(sender)) return
        report.checked(1)
        if (plant.receiversOfSender(sender.id).length > 0) return
        const text = `${entryName(sender)} sends, and no receiver of the plant is on it.`
        report.find(finding('info', 'ORPHAN_SENDER', text, [sender.id], switchOff(plant, [sender.id])))
      })
      if (unknown === 0) return
      const many = unknown === 1 ? '1 receiver is' : `${unknown} receivers are`
      const text = `${many} on a stream that is not known: one of these senders may be what they receive.`
      report.find(finding('warning', 'UNKNOWN_STREAMS', text, []))
    },
    isOver: (found) => usedAgain(plant, found),
  }
}

function isReceived({ resource }: EntryOf<'sender'>): boolean {
  return !NOT_RECEIVED.has(transportName(resource.transport))
}

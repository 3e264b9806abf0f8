import { createPlant } from '../../src/main/plant/createPlant'
import type { EntryOf, Plant } from '../../src/main/plant/plant'
import { createNmosHttp } from '../../src/main/nmos/http'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { startLabProcess } from '../support/labProcess'
import type { MixWords } from '../support/policyMix'
import { labResources } from './labResources'

/** A plant as a registry of the lab has it, with so many ports of each side, and the words its rules are made of. */
export async function policyPlant(ports: number): Promise<{ readonly plant: Plant; readonly words: MixWords }> {
  const http = createNmosHttp({})
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const lab = await startLabProcess(['--senders', String(ports), '--receivers', String(ports)])
  try {
    plant.witnessed({ id: 'bench', kind: 'registry', label: 'Bench' }).put(await labResources(http, lab.registry))
  } finally {
    await lab.stop()
    http.close()
  }
  const senders = [...plant.all('sender')]
  const receivers = [...plant.all('receiver')]
  const said = (values: Iterable<string | null>): readonly string[] => [
    ...new Set([...values].filter((value) => value !== null)),
  ]
  const tags = [...plant.all('node')].flatMap(({ resource }) => Object.entries(resource.tags))
  const [name = 'room'] = tags.map(([one]) => one)
  const words: MixWords = {
    senderLabels: senders.map(labelOf),
    receiverLabels: receivers.map(labelOf),
    sites: said(receivers.map(({ site }) => site)),
    rooms: said(receivers.map(({ room }) => room)),
    tag: { name, values: said(tags.flatMap(([one, values]) => (one === name ? values : []))) },
    networks: ['eth0', 'eth1', '02-53-42-ff-00-00', '*-01'],
  }
  return { plant, words }
}

function labelOf({ resource }: EntryOf<'sender'> | EntryOf<'receiver'>): string {
  return resource.label
}

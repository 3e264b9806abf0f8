import type { LightDevice, LightNode, LightReceiver, LightRecord, LightSender } from '../../../../src/contract'
import type { GraphInput } from '../../../../src/renderer/views/topology/graphModel'

const base = { alias: null, status: 'online' as const, site: 'North', room: 'MCR' }

export const node = (id: string, part: Partial<LightNode> = {}): LightNode => ({
  kind: 'node',
  id,
  label: id,
  ...base,
  ...part,
})
export const device = (id: string, part: Partial<LightDevice> = {}): LightDevice => ({
  kind: 'device',
  id,
  label: id,
  ...base,
  parent: 'node',
  controllable: true,
  ...part,
})
export const sender = (id: string, parent: string, part: Partial<LightSender> = {}): LightSender => ({
  kind: 'sender',
  id,
  label: id,
  ...base,
  parent,
  format: 'video',
  transport: 'rtp',
  active: true,
  group: null,
  ...part,
})
export const receiver = (
  id: string,
  parent: string,
  from: string | null,
  part: Partial<LightReceiver> = {},
): LightReceiver => ({
  kind: 'receiver',
  id,
  label: id,
  ...base,
  parent,
  format: 'video',
  transport: 'rtp',
  controllable: true,
  route: { active: from !== null, senderId: from, inferred: false },
  group: null,
  lock: null,
  booking: null,
  ...part,
})

/** The input of a graph of these records, nothing filtered and nothing folded. */
export function inputOf(records: readonly LightRecord[], part: Partial<GraphInput> = {}): GraphInput {
  const of = <K extends LightRecord['kind']>(kind: K): ReadonlyMap<string, Extract<LightRecord, { kind: K }>> =>
    new Map(
      records
        .filter((record): record is Extract<LightRecord, { kind: K }> => record.kind === kind)
        .map((record) => [record.id, record]),
    )
  return {
    nodes: of('node'),
    devices: of('device'),
    senders: of('sender'),
    receivers: of('receiver'),
    sites: null,
    rooms: null,
    formats: null,
    onAir: false,
    collapsed: new Set(),
    ...part,
  }
}

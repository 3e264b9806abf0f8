import type { ConnectionState, LegParams, ReceiverPatch, SenderPatch } from '../../nmos/connectionTypes'

/**
 * What the answer to a PATCH says otherwise than was asked, as sentences; empty when nothing. Staged is shared: another
 * controller may have staged something in the same moment (IS-05 v1.1 §Behaviour – Multi-Client Operation).
 */
export function stagedDifferences(patch: ReceiverPatch & SenderPatch, state: ConnectionState): readonly string[] {
  const found: string[] = []
  if (patch.master_enable !== undefined && state.masterEnable !== patch.master_enable) {
    found.push(`master_enable is ${String(state.masterEnable)}, not ${String(patch.master_enable)}`)
  }
  if (patch.sender_id !== undefined && state.peerId !== patch.sender_id) {
    found.push(`sender_id is ${state.peerId ?? 'null'}, not ${patch.sender_id ?? 'null'}`)
  }
  patch.transport_params?.forEach((leg, index) => {
    found.push(...legDifferences(leg, state.legs[index] ?? {}, patch.transport_params?.length === 1 ? null : index))
  })
  return found
}

function legDifferences(asked: LegParams, answered: LegParams, index: number | null): readonly string[] {
  const where = index === null ? '' : ` of leg ${index + 1}`
  return Object.entries(asked)
    .filter(([name, value]) => value !== 'auto' && answered[name] !== undefined && answered[name] !== value)
    .map(([name, value]) => `${name}${where} is ${JSON.stringify(answered[name])}, not ${JSON.stringify(value)}`)
}

import type { Change } from '../../../contract'
import type { ConnectionSide, ConnectionState, LegParams } from '../../nmos/connectionTypes'
import type { StepResult } from '../driver'
import { answerOf, fault } from './deviceFault'
import type { EndPoints, TargetEndPoint } from './endPoints'
import { stagedDifferences } from './stagedCheck'
import type { Staging } from './staging'

/**
 * Takes back what is staged and not yet active: a scheduled activation is cancelled (IS-05 v1.1 §Behaviour – Scheduled
 * Activations: mode null), then staged is made what `/active` says. What is so already is not sent. @throws StepFault
 */
export async function discardStaged(
  endPoints: EndPoints,
  { target }: Change,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<StepResult> {
  const { connection, side } = endPoints.target(target)
  const detail: Record<string, unknown> = {}
  let [staged, active] = await readBoth()
  const { mode } = staged.activation
  if (mode === 'activate_scheduled_absolute' || mode === 'activate_scheduled_relative') {
    await answerOf(`${target.label} (staged)`, connection.patchStaged({ activation: { mode: null } }, options))
    detail['cancelled'] = staged.activation
    ;[staged, active] = await readBoth()
  }
  const back = backToActive(side, staged, active)
  if (back === null) return { ok: true, warnings: [], detail, activatedAt: null }
  const { state } = await answerOf(`${target.label} (staged)`, connection.patchStaged(back, options))
  const left = stagedDifferences(back, state)
  if (left.length > 0) throw fault('NOT_DISCARDED', `${target.label} still has something staged: ${left.join('; ')}.`)
  return { ok: true, warnings: [], detail: { ...detail, discarded: back }, activatedAt: null }

  function readBoth(): Promise<[ConnectionState, ConnectionState]> {
    return Promise.all([
      answerOf(`${target.label} (staged)`, connection.staged(options)),
      answerOf(`${target.label} (active)`, connection.active(options)),
    ])
  }
}

/** What must be staged anew so that staged is what is active; null where it is. */
function backToActive(side: TargetEndPoint['side'], staged: ConnectionState, active: ConnectionState): Staging | null {
  const legs = active.legs.map((leg, index) => legBack(staged.legs[index] ?? {}, leg))
  const back: Staging = {
    ...(staged.peerId === active.peerId ? {} : peer(side, active.peerId)),
    ...(staged.masterEnable === active.masterEnable ? {} : { master_enable: active.masterEnable }),
    ...(staged.transportFile?.data === active.transportFile?.data
      ? {}
      : { transport_file: active.transportFile ?? { data: null, type: null } }),
    ...(legs.every((leg) => Object.keys(leg).length === 0) ? {} : { transport_params: legs }),
  }
  return Object.keys(back).length === 0 ? null : back
}

function peer(side: ConnectionSide, id: string | null): Staging {
  return side === 'senders' ? { receiver_id: id } : { sender_id: id }
}

/** What is left to the device (`auto`) stays so: its `/active` tells what it chose. */
function legBack(staged: LegParams, active: LegParams): LegParams {
  return Object.fromEntries(
    Object.entries(active).filter(
      ([name, value]) => name in staged && staged[name] !== 'auto' && staged[name] !== value,
    ),
  )
}

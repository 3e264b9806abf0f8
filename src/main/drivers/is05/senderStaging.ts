import type { LegAddress } from '../../../contract'
import { constraintFaults } from '../../nmos/constraintCheck'
import type { LegConstraints, LegParams } from '../../nmos/connectionTypes'
import type { RequestOptions } from '../../nmos/http'
import { isNmosHttpError } from '../../nmos/nmosHttpError'
import { isSameAddress } from '../../plant/sentTo'
import { answerOf, deviceFault, fault, StepFault } from './deviceFault'
import { NOWHERE, type SenderState } from './endPointState'
import type { TargetEndPoint } from './endPoints'
import type { Staging } from './staging'

/**
 * What must be staged on a sender: switched and, where that is wanted, where it sends, in one (IS-05 Controllers §Sender
 * Multicast Address). What its device would refuse is not sent; one that is on (`before`) and was staged otherwise by
 * somebody else would go there unseen, and is left alone. @throws StepFault
 */
export async function senderStaging(
  { connection }: TargetEndPoint,
  name: string,
  { before, after: { active, legs = [] } }: { readonly before: SenderState; readonly after: SenderState },
  request: RequestOptions,
): Promise<Staging> {
  if (before.active && active) await notStagedOtherwise(connection, name, legs, request)
  if (legs.length === 0) return { master_enable: active }
  const constraints = await constraintsOf(connection, name, request)
  const count = constraints?.length ?? (await answerOf(`${name} (staged)`, connection.staged(request))).legs.length
  if (legs.length > count) {
    const has = count === 1 ? 'one leg' : `${count} legs`
    throw fault('NO_SUCH_LEG', `${name} has ${has}, and addresses are given for ${legs.length}.`)
  }
  const transport_params = Array.from({ length: count }, (_, index) => paramsOf(legs[index] ?? {}))
  const faults = constraints === null ? [] : constraintFaults(constraints, transport_params)
  if (faults.length > 0) throw fault('AGAINST_CONSTRAINTS', `${name}: ${faults.join(' ')}`)
  return { master_enable: active, transport_params }
}

/** Null where the device has none to show: then it judges by itself. */
async function constraintsOf(
  connection: TargetEndPoint['connection'],
  name: string,
  request: RequestOptions,
): Promise<readonly LegConstraints[] | null> {
  try {
    return await connection.constraints(request)
  } catch (error) {
    if (isNmosHttpError(error, 'status')) return null
    throw new StepFault(deviceFault(`${name} (constraints)`, error))
  }
}

const ADDRESSES = ['destination_ip', 'destination_port', 'source_ip'] as const

/** @throws StepFault where an activation would send it to what nobody has asked for here */
async function notStagedOtherwise(
  connection: TargetEndPoint['connection'],
  name: string,
  legs: readonly LegAddress[],
  request: RequestOptions,
): Promise<void> {
  const [staged, active] = await Promise.all([
    answerOf(`${name} (staged)`, connection.staged(request)),
    answerOf(`${name} (active)`, connection.active(request)),
  ])
  for (const [index, leg] of staged.legs.entries()) {
    const asked = paramsOf(legs[index] ?? {})
    for (const parameter of ADDRESSES) {
      const [then, now] = [leg[parameter], active.legs[index]?.[parameter]]
      const isFree = then === undefined || then === 'auto' || NOWHERE.has(then) || NOWHERE.has(now)
      if (parameter in asked || isFree || isSame(then, now)) continue
      const where = staged.legs.length === 1 ? '' : ` of leg ${index + 1}`
      const text = `${name} would go on with ${parameter} ${String(then)}${where}, which somebody else has staged; it is ${String(now)} now. Say what it is to be.`
      throw fault('STAGED_OTHERWISE', text)
    }
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'string' && typeof b === 'string' && isSameAddress(a, b))
}

/** The names of IS-05 v1.1 `sender_transport_params_rtp.json`. */
function paramsOf({ multicast, port, source }: LegAddress): LegParams {
  return {
    ...(multicast === undefined ? {} : { destination_ip: multicast }),
    ...(port === undefined ? {} : { destination_port: port }),
    ...(source === undefined ? {} : { source_ip: source }),
  }
}

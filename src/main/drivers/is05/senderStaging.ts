import type { LegAddress } from '../../../contract'
import { constraintFaults } from '../../nmos/constraintCheck'
import type { LegParams } from '../../nmos/connectionTypes'
import type { RequestOptions } from '../../nmos/http'
import { answerOf, fault } from './deviceFault'
import type { SenderState } from './endPointState'
import type { TargetEndPoint } from './endPoints'
import type { Staging } from './staging'

/**
 * What must be staged on a sender: switched and, where that is wanted, where it sends, in one (IS-05 Controllers §Sender
 * Multicast Address). What its device would refuse is not sent. @throws StepFault
 */
export async function senderStaging(
  { connection }: TargetEndPoint,
  name: string,
  { active, legs }: SenderState,
  request: RequestOptions,
): Promise<Staging> {
  if (legs === undefined || legs.length === 0) return { master_enable: active }
  const constraints = await answerOf(`${name} (constraints)`, connection.constraints(request))
  if (legs.length > constraints.length) {
    const has = constraints.length === 1 ? 'one leg' : `${constraints.length} legs`
    throw fault('NO_SUCH_LEG', `${name} has ${has}, and addresses are given for ${legs.length}.`)
  }
  const transport_params = constraints.map((_, index) => paramsOf(legs[index] ?? {}))
  const faults = constraintFaults(constraints, transport_params)
  if (faults.length > 0) throw fault('AGAINST_CONSTRAINTS', `${name}: ${faults.join(' ')}`)
  return { master_enable: active, transport_params }
}

/** The names of IS-05 v1.1 `sender_transport_params_rtp.json`. */
function paramsOf({ multicast, port, source }: LegAddress): LegParams {
  return {
    ...(multicast === undefined ? {} : { destination_ip: multicast }),
    ...(port === undefined ? {} : { destination_port: port }),
    ...(source === undefined ? {} : { source_ip: source }),
  }
}

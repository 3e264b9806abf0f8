import type { Id } from '../../../contract'
import type { LegConstraints } from '../../nmos/connectionTypes'
import type { RequestOptions } from '../../nmos/http'
import { isNmosHttpError } from '../../nmos/nmosHttpError'
import { transportName } from '../../nmos/urn'
import type { PlantView } from '../../plant/plant'
import { StepFault, answerOf, deviceFault, fault } from './deviceFault'
import type { ReceiverState } from './endPointState'
import type { EndPoints, ReceiverEndPoint } from './endPoints'
import { type OfferOptions, fetchOffer } from './offer'
import { DISCONNECTED, connected } from './receiverStaging'
import { keptName } from './sourceName'
import type { Staging } from './staging'

export type StagingFinderOptions = OfferOptions & { readonly endPoints: EndPoints; readonly plant: PlantView }

/** Finds out what must be staged on a receiver, from what the devices say at this moment. Reads only. */
export type StagingFinder = {
  /** @throws StepFault where it cannot be done */
  readonly stagingFor: (receiverId: Id, wanted: ReceiverState, signal: AbortSignal) => Promise<Staging>
}

export function createStagingFinder(options: StagingFinderOptions): StagingFinder {
  const { endPoints, plant, requestMs } = options

  /** All that is read is read at once: constraints and transport type of the receiver, and what the sender offers. */
  async function connecting(receiver: ReceiverEndPoint, wanted: ReceiverState, signal: AbortSignal): Promise<Staging> {
    if (wanted.senderId === null) throw fault('NO_SENDER', `There is no sender to put ${receiver.name} on.`)
    const sender = endPoints.sender(wanted.senderId)
    const transport = transportName(sender.entry.resource.transport || receiver.entry.resource.transport)
    const request = { signal, timeoutMs: requestMs() }
    const [constraints, type, offer] = await Promise.all([
      constraintsOf(receiver, request),
      answerOf(`${receiver.name} (transport type)`, receiver.connection.transportType(request)),
      fetchOffer(options, sender, transport, signal),
    ])
    if (type !== null && transportName(type) !== transport) {
      const words = `its device says it takes ${transportName(type)}, and ${sender.name} sends ${transport}`
      throw fault('TRANSPORT_MISMATCH', `${receiver.name} cannot be connected: ${words}.`)
    }
    if (constraints instanceof StepFault && (offer.by !== 'file' || wanted.leg !== null)) throw constraints
    const result = connected({
      senderId: wanted.senderId,
      constraints: constraints instanceof StepFault ? [] : constraints,
      offer,
      leg: wanted.leg,
      isAnyOff: receiver.entry.connection?.legs.some(({ enabled }) => !enabled) ?? false,
    })
    if (!result.ok) throw fault(result.code, `${receiver.name} ← ${sender.name}: ${result.text}`)
    return result.staging
  }

  /** Switched on, a receiver goes to what is staged, which somebody else may have staged since it was planned. */
  async function switchingOn(receiver: ReceiverEndPoint, wanted: ReceiverState, signal: AbortSignal): Promise<Staging> {
    const request = { signal, timeoutMs: requestMs() }
    const staged = await answerOf(`${receiver.name} (staged)`, receiver.connection.staged(request))
    if (wanted.senderId !== null && staged.peerId !== wanted.senderId) {
      const [now, then] = [keptName(plant, { senderId: staged.peerId }), keptName(plant, wanted)]
      throw fault(
        'STAGED_OTHERWISE',
        `${receiver.name} would come on with ${now}, not ${then}: it is staged otherwise now.`,
      )
    }
    return { master_enable: true }
  }

  return {
    async stagingFor(receiverId, wanted, signal) {
      const receiver = endPoints.receiver(receiverId)
      if (wanted.keeps) return wanted.active ? switchingOn(receiver, wanted, signal) : { master_enable: false }
      return wanted.active ? connecting(receiver, wanted, signal) : DISCONNECTED
    },
  }
}

/** A fault is a value: a transport file that says it all does without them. */
async function constraintsOf(
  { name, connection }: ReceiverEndPoint,
  request: RequestOptions,
): Promise<readonly LegConstraints[] | StepFault> {
  try {
    return await connection.constraints(request)
  } catch (error) {
    const said = new StepFault(deviceFault(`${name} (constraints)`, error))
    if (isNmosHttpError(error, 'status')) return said
    throw said
  }
}

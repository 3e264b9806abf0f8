import type { Candidate, Id } from '../../contract'
import { formatFits, receiverAccepts, transportFits } from '../nmos/capabilities'
import type { Flow, Receiver, ReceiverCaps, Sender, Source } from '../nmos/resources'
import { transportName } from '../nmos/urn'
import { isControllable as isControllableDevice } from '../plant/lightRecord'
import type { EntryOf, PlantView } from '../plant/plant'
import { entryName } from './entryName'

/**
 * Whether a pair can be connected. Codes: `TRANSPORT_MISMATCH`, `FORMAT_MISMATCH`, `NOT_CONTROLLABLE`, `OFFLINE`,
 * `SENDER_INACTIVE` refuse; `CAPS_MISMATCH` wants a yes; `ALREADY_THERE` fits. `reasons` are whole sentences.
 */
export type Judgement = Omit<Candidate, 'id'>

/** Judges pairs from memory (BCP-004-01 v1.0 §Receiver Capabilities), thousands at once. */
export type Compatibility = {
  readonly between: (sender: EntryOf<'sender'>, receiver: EntryOf<'receiver'>) => Judgement
  /** All receivers for a sender; empty for an unknown one. */
  readonly receiversFor: (senderId: Id) => readonly Candidate[]
  /** All senders for a receiver; empty for an unknown one. */
  readonly sendersFor: (receiverId: Id) => readonly Candidate[]
  /** Why this end point cannot be told anything now, whatever is asked of it; null when it can. */
  readonly outOfReach: (entry: EntryOf<'sender'> | EntryOf<'receiver'>) => Judgement | null
}

const FITS: Judgement = { verdict: 'fits', code: null, reasons: [] }
const THERE: Judgement = { verdict: 'fits', code: 'ALREADY_THERE', reasons: ['It is already there.'] }

type Evaluated = {
  readonly flow: Flow | null
  readonly source: Source | null
  /** By transport and format of the receiver: what refuses it, or null. */
  readonly kinds: Map<string, Judgement | null>
  /** By what the receiver takes, in writing: many receivers are alike. Null: nothing is against it. */
  readonly caps: Map<string, Judgement | null>
}

export function createCompatibility(plant: PlantView): Compatibility {
  const evaluated = new WeakMap<Sender, Evaluated>()
  const writings = new WeakMap<ReceiverCaps, string>()

  function isControllable(deviceId: Id | null): boolean {
    return deviceId !== null && isControllableDevice(plant.entry('device', deviceId)?.resource)
  }

  function streamOf(sender: Sender): Evaluated {
    const flow = sender.flow_id === null ? null : (plant.entry('flow', sender.flow_id)?.resource ?? null)
    const source =
      flow === null || flow.source_id === null ? null : (plant.entry('source', flow.source_id)?.resource ?? null)
    const known = evaluated.get(sender)
    if (known?.flow === flow && known.source === source) return known
    const fresh: Evaluated = { flow, source, kinds: new Map(), caps: new Map() }
    evaluated.set(sender, fresh)
    return fresh
  }

  function writingOf(caps: ReceiverCaps): string {
    const known = writings.get(caps)
    if (known !== undefined) return known
    const writing = JSON.stringify([caps.media_types, caps.event_types, caps.constraint_sets])
    writings.set(caps, writing)
    return writing
  }

  function outOfReach(entry: EntryOf<'sender'> | EntryOf<'receiver'>): Judgement | null {
    if (entry.status === 'offline') return refused('OFFLINE', `${entryName(entry)} is offline`)
    if (isControllable(entry.resource.device_id)) return null
    return refused(
      'NOT_CONTROLLABLE',
      `${entryName(entry)} offers no Connection API, so it cannot be switched from here`,
    )
  }

  /** Why nothing can be had from this sender, or null. A sender nobody controls still can be received by its manifest. */
  function silent(sender: EntryOf<'sender'>): Judgement | null {
    const name = entryName(sender)
    if (sender.status === 'offline') return refused('OFFLINE', `${name} is offline`)
    if (isControllable(sender.resource.device_id)) return null
    const { manifest_href, transport } = sender.resource
    if (manifest_href === null || transportName(transport) !== 'rtp') {
      return refused('NOT_CONTROLLABLE', `${name} offers no Connection API and no manifest to receive it by`)
    }
    const active = sender.connection?.active ?? sender.resource.subscription.active
    return active ? null : refused('SENDER_INACTIVE', `${name} is inactive and cannot be switched on from here`)
  }

  function kindJudged({ flow, source, kinds }: Evaluated, sender: Sender, receiver: Receiver): Judgement | null {
    const key = `${receiver.transport} ${receiver.format}`
    const known = kinds.get(key)
    if (known !== undefined) return known
    const transport = transportFits(sender.transport, receiver.transport)
    const format = formatFits(flow?.format ?? source?.format ?? '', receiver.format)
    const judgement =
      transport !== null
        ? refused('TRANSPORT_MISMATCH', transport)
        : format !== null
          ? refused('FORMAT_MISMATCH', format)
          : null
    kinds.set(key, judgement)
    return judgement
  }

  function capsJudged({ flow, source, caps }: Evaluated, sender: Sender, receiver: Receiver): Judgement | null {
    const key = writingOf(receiver.caps)
    const known = caps.get(key)
    if (known !== undefined) return known
    const result = receiverAccepts(receiver, { sender, flow, source, sdp: null })
    const judgement: Judgement | null = result.ok
      ? null
      : { verdict: 'confirm', code: 'CAPS_MISMATCH', reasons: result.reasons.map(sentence) }
    caps.set(key, judgement)
    return judgement
  }

  /** What depends on the sender alone is given in, so that it is found out once for all receivers. */
  function judge(
    sender: EntryOf<'sender'>,
    mute: Judgement | null,
    stream: Evaluated,
    receiver: EntryOf<'receiver'>,
  ): Judgement {
    const against =
      kindJudged(stream, sender.resource, receiver.resource) ??
      outOfReach(receiver) ??
      mute ??
      capsJudged(stream, sender.resource, receiver.resource)
    if (against !== null) return against
    const { connection } = receiver
    return connection?.active === true && connection.senderId === sender.id ? THERE : FITS
  }

  return {
    between: (sender, receiver) => judge(sender, silent(sender), streamOf(sender.resource), receiver),
    receiversFor(senderId) {
      const sender = plant.entry('sender', senderId)
      if (sender === undefined) return []
      const mute = silent(sender)
      const stream = streamOf(sender.resource)
      return Array.from(plant.all('receiver'), (receiver) => ({
        id: receiver.id,
        ...judge(sender, mute, stream, receiver),
      }))
    },
    sendersFor(receiverId) {
      const receiver = plant.entry('receiver', receiverId)
      if (receiver === undefined) return []
      return Array.from(plant.all('sender'), (sender) => ({
        id: sender.id,
        ...judge(sender, silent(sender), streamOf(sender.resource), receiver),
      }))
    },
    outOfReach,
  }
}

function refused(code: string, reason: string): Judgement {
  return { verdict: 'refused', code, reasons: [sentence(reason)] }
}

function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1)
  return text.endsWith('.') ? text : `${text}.`
}

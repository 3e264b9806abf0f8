import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type {
  Id,
  LightDevice,
  LightNode,
  LightReceiver,
  LightRecord,
  LightSender,
  PictureMessage,
} from '../../contract'

type Records = {
  readonly nodes: ReadonlyMap<Id, LightNode>
  readonly devices: ReadonlyMap<Id, LightDevice>
  readonly senders: ReadonlyMap<Id, LightSender>
  readonly receivers: ReadonlyMap<Id, LightReceiver>
}

/** The plant as this window knows it. The map of a kind is another one whenever something of that kind changed. */
export type Picture = Records & {
  /** False until a whole snapshot has come. */
  readonly ready: boolean
  /** The number of the last message that counts. */
  readonly seq: number
  /** A snapshot whose parts are still coming. */
  readonly coming: {
    readonly seq: number
    readonly part: number
    readonly parts: number
    readonly records: Records
  } | null
}

const nothing: Records = { nodes: new Map(), devices: new Map(), senders: new Map(), receivers: new Map() }

export const emptyPicture: Picture = { ...nothing, ready: false, seq: 0, coming: null }

/** The records with `put` in and `removed` out; kinds that nothing happened to keep their map. */
function changed(records: Records, put: readonly LightRecord[], removed: readonly Id[]): Records {
  let nodes: Map<Id, LightNode> | null = null
  let devices: Map<Id, LightDevice> | null = null
  let senders: Map<Id, LightSender> | null = null
  let receivers: Map<Id, LightReceiver> | null = null
  for (const record of put) {
    switch (record.kind) {
      case 'node':
        nodes = (nodes ?? new Map(records.nodes)).set(record.id, record)
        break
      case 'device':
        devices = (devices ?? new Map(records.devices)).set(record.id, record)
        break
      case 'sender':
        senders = (senders ?? new Map(records.senders)).set(record.id, record)
        break
      case 'receiver':
        receivers = (receivers ?? new Map(records.receivers)).set(record.id, record)
        break
    }
  }
  for (const id of removed) {
    if ((nodes ?? records.nodes).has(id)) (nodes ??= new Map(records.nodes)).delete(id)
    if ((devices ?? records.devices).has(id)) (devices ??= new Map(records.devices)).delete(id)
    if ((senders ?? records.senders).has(id)) (senders ??= new Map(records.senders)).delete(id)
    if ((receivers ?? records.receivers).has(id)) (receivers ??= new Map(records.receivers)).delete(id)
  }
  return {
    nodes: nodes ?? records.nodes,
    devices: devices ?? records.devices,
    senders: senders ?? records.senders,
    receivers: receivers ?? records.receivers,
  }
}

/**
 * The picture after one message of the feed. `missed` when a number or a part is missing: the feed must be watched
 * again, and what is shown stays as it was until the fresh snapshot is whole.
 */
export function applyPicture(picture: Picture, message: PictureMessage): Picture | 'missed' {
  if (message.type === 'patch') {
    if (picture.coming !== null || !picture.ready || message.seq !== picture.seq + 1) return 'missed'
    return { ...picture, ...changed(picture, message.put, message.removed), seq: message.seq }
  }
  const before =
    message.part === 1 ? { seq: message.seq, part: 0, parts: message.parts, records: nothing } : picture.coming
  if (before?.seq !== message.seq || before.part + 1 !== message.part) return 'missed'
  const records = changed(before.records, message.records, [])
  if (message.part < message.parts)
    return { ...picture, coming: { seq: message.seq, part: message.part, parts: message.parts, records } }
  return { ...records, ready: true, seq: message.seq, coming: null }
}

export const pictureStore = createStore<Picture>(() => emptyPicture)

/** A part of the picture, followed. The selector must give the same value for the same picture. */
export const usePicture = <T>(select: (picture: Picture) => T): T => useStore(pictureStore, select)
export const useNode = (id: Id | null): LightNode | undefined =>
  usePicture((p) => (id === null ? undefined : p.nodes.get(id)))
export const useDevice = (id: Id | null): LightDevice | undefined =>
  usePicture((p) => (id === null ? undefined : p.devices.get(id)))
export const useSender = (id: Id | null): LightSender | undefined =>
  usePicture((p) => (id === null ? undefined : p.senders.get(id)))
export const useReceiver = (id: Id | null): LightReceiver | undefined =>
  usePicture((p) => (id === null ? undefined : p.receivers.get(id)))

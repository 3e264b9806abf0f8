import type { Action, Id, Tally } from '../../contract'
import type { EntryOf, PlantView } from '../plant/plant'
import { movedSender } from '../plant/sentTo'
import { downstreamOf } from '../plant/signalPath'
import { entryName } from '../policy/entryName'

/** Whether a tally counts as on air: it says so, or nobody can say any more. */
export function countsAsOnAir(tally: Tally | null): tally is Tally {
  return tally !== null && (tally.state === 'on-air' || tally.stale)
}

/** A tally in words: `on air since 2026-11-21 14:03:11 UTC (TX tally)`. */
export function tallyInWords({ since, stale, by }: Tally): string {
  const moment = `${since.slice(0, 10)} ${since.slice(11, 19)} UTC`
  return stale
    ? `held as on air: its tally (${by}) has not been heard since ${moment}`
    : `on air since ${moment} (${by})`
}

/** What an action would do to what is on air, in words for the operator; null when nothing. */
export function onAirEffect(plant: PlantView, action: Action): { readonly target: Id; readonly text: string } | null {
  switch (action.type) {
    case 'destination.lock':
    case 'destination.protect':
    case 'destination.release':
    case 'http.request':
      return null
    case 'mqtt.command': {
      const device = plant.entry('device', action.deviceId)
      const touched = plant.receiversOfDevice(action.deviceId).find(isOnAir)
      if (touched?.marks.tally == null || device === undefined) return null
      const text = `${entryName(touched)} is ${tallyInWords(touched.marks.tally)}. ${entryName(device)} would be told to ${action.command}.`
      return { target: touched.id, text }
    }
    case 'sender.activate':
    case 'sender.deactivate': {
      if (action.type === 'sender.activate' && movedSender(plant, action) === null) return null
      const fed = plant.receiversOfSender(action.senderId)
      const touched = fed.flatMap((one) => [one, ...downstreamOf(plant, one)]).find(isOnAir)
      const sender = plant.entry('sender', action.senderId)
      if (touched?.marks.tally == null || sender === undefined) return null
      const text = `${entryName(sender)} feeds ${entryName(touched)}, ${tallyInWords(touched.marks.tally)}: its picture or sound would end on air.`
      return { target: touched.id, text }
    }
    case 'route.connect':
    case 'route.disconnect':
    case 'receiver.enable':
    case 'receiver.disable': {
      const receiver = plant.entry('receiver', action.receiverId)
      if (receiver === undefined) return null
      const touched = isOnAir(receiver) ? receiver : downstreamOf(plant, receiver).find(isOnAir)
      if (touched?.marks.tally == null) return null
      const will = changeInWords(plant, receiver, action)
      const via = touched.id === receiver.id ? '' : ` Through its device it feeds ${entryName(touched)}.`
      return {
        target: receiver.id,
        text: `${entryName(touched)} is ${tallyInWords(touched.marks.tally)}.${via} ${will}`,
      }
    }
  }
}

function isOnAir({ marks }: EntryOf<'receiver'>): boolean {
  return countsAsOnAir(marks.tally)
}

function changeInWords(plant: PlantView, receiver: EntryOf<'receiver'>, action: Action): string {
  const { connection } = receiver
  const name = (id: Id | null): string => {
    const sender = id === null ? undefined : plant.entry('sender', id)
    return sender === undefined ? 'an unknown stream' : entryName(sender)
  }
  const from = connection?.active === true ? name(connection.senderId) : 'nothing'
  const to =
    action.type === 'route.connect' ? name(action.senderId) : action.type === 'receiver.enable' ? 'on' : 'nothing'
  return `On air, ${entryName(receiver)} goes from ${from} to ${to}.`
}

import type { Action, Booking, Id, Schedule } from '../../contract'
import type { Plant, PlantDiff } from '../plant/plant'
import { bookedText } from './bookedWork'

/** A booking that waits; `actions` null: its summary says what it does. */
export type Waiting = { readonly schedule: Schedule; readonly actions: readonly Action[] | null }

/** Shows on each destination the next booking of it. */
export type BookingMarks = {
  /** All that wait, by time; those shown before are replaced. */
  readonly show: (waiting: readonly Waiting[]) => void
  readonly stop: () => void
}

/** Marks follow the plant: what a sender is called may be known, or changed, later. */
export function createBookingMarks(plant: Plant): BookingMarks {
  const shown = new Map<Id, Booking>()
  const named = new Set<Id>()
  let current: readonly Waiting[] = []

  function refresh(): void {
    const next = new Map<Id, Booking>()
    named.clear()
    for (const { schedule, actions } of current) {
      for (const action of actions ?? []) if ('senderId' in action) named.add(action.senderId)
      for (const target of schedule.targets) {
        if (next.has(target)) continue
        const text = actions === null ? null : bookedText(actions, target, plant)
        next.set(target, { scheduleId: schedule.id, at: schedule.at, text: text ?? schedule.summary })
      }
    }
    for (const id of [...shown.keys()]) {
      if (next.has(id)) continue
      shown.delete(id)
      plant.setMarks(id, { booking: null })
    }
    for (const [id, booking] of next) {
      if (isSame(shown.get(id), booking)) continue
      shown.set(id, booking)
      plant.setMarks(id, { booking })
    }
  }

  const unsubscribe = plant.subscribe(({ added, updated, removed }: PlantDiff) => {
    if (named.size === 0) return
    const isNamed = ({ id }: { readonly id: Id }) => named.has(id)
    const renamed = updated.some(
      ([from, to]) => isNamed(to) && (from.alias !== to.alias || from.resource.label !== to.resource.label),
    )
    if (renamed || added.some(isNamed) || removed.some(isNamed)) refresh()
  })

  return {
    show(waiting) {
      current = waiting
      refresh()
    },
    stop: unsubscribe,
  }
}

function isSame(a: Booking | undefined, b: Booking): boolean {
  return a?.scheduleId === b.scheduleId && a.at === b.at && a.text === b.text
}

import type { Action, Id, Run, ScheduledWork } from '../../contract'
import { isHoldAction, nameOf, targetOf } from '../execution/actions'
import { HouseError } from '../execution/houseError'
import type { Salvos } from '../execution/salvos/salvos'
import type { Snapshots } from '../execution/snapshots/snapshots'
import { runOfTake } from '../execution/takeInput'
import { sentToInWords } from '../plant/sentTo'
import type { PlantView } from '../plant/plant'

/** What a booking is about, as it was when it was looked at. */
export type BookedWork = {
  /** The receivers it will touch. */
  readonly targets: readonly Id[]
  /** For people: `MON 3 → CAM 2`, `salvo Line-up A`. */
  readonly summary: string
  /** What is asked of each target; null: it is the salvo's or the snapshot's to say. */
  readonly actions: readonly Action[] | null
}

export type WorkParts = {
  readonly plant: PlantView
  readonly salvos: Pick<Salvos, 'get'>
  readonly snapshots: Pick<Snapshots, 'get'>
  /** What a playbook or a job is called; null where there is none. */
  readonly playbookTitle: (name: string) => string | null
  readonly jobTitle: (name: string) => string | null
  /** A run as it is now, or null. @throws StoreError */
  readonly runNow: (id: Id) => Promise<Run | null>
}

/** @throws HouseError for work that cannot be: an unknown id, a dry run, a run that is over; StoreError */
export async function lookAtWork(work: ScheduledWork, parts: WorkParts): Promise<BookedWork> {
  switch (work.kind) {
    case 'take':
      return booked(runOfTake(work.take), parts.plant)
    case 'run':
      return booked(work.run, parts.plant)
    case 'salvo': {
      const salvo = parts.salvos.get(work.salvoId)
      if (salvo === null) throw new HouseError('unknown', `There is no salvo ${work.salvoId.slice(0, 60)}.`)
      refuseDryRun(work.options.dryRun)
      return { targets: targetsOf(salvo.actions), summary: `salvo ${salvo.label}`, actions: null }
    }
    case 'snapshot': {
      const snapshot = parts.snapshots.get(work.snapshotId)
      if (snapshot === null) throw new HouseError('unknown', `There is no snapshot ${work.snapshotId.slice(0, 60)}.`)
      refuseDryRun(work.options.dryRun)
      const targets = snapshot.routes.map(({ receiverId }) => receiverId)
      return { targets, summary: `snapshot ${snapshot.label}`, actions: null }
    }
    case 'playbook': {
      const title = parts.playbookTitle(work.name)
      if (title === null) throw new HouseError('unknown', `There is no playbook ${work.name.slice(0, 60)}.`)
      return { targets: [], summary: `playbook ${title}`, actions: null }
    }
    case 'job': {
      const title = parts.jobTitle(work.name)
      if (title === null) throw new HouseError('unknown', `There is no job ${work.name.slice(0, 60)}.`)
      return { targets: [], summary: `job ${title}`, actions: null }
    }
    case 'activate': {
      const run = await parts.runNow(work.runId)
      if (run === null) throw new HouseError('unknown', `There is no run ${work.runId.slice(0, 60)}.`)
      if (!canBegin(run)) {
        throw new HouseError('state', `Run ${run.number} is ${run.state}; only a plan or a staged run can be booked.`)
      }
      const summary = `run ${run.number}: ${inWords(run.actions, parts.plant)}`
      return { targets: targetsOf(run.actions), summary, actions: run.actions }
    }
  }
}

/** Whether `approve` or `resume` could take it on: nothing of it is under way. */
export function canBegin({ state, question }: Run): boolean {
  return state === 'planned' || state === 'awaiting_approval' || (state === 'paused' && question?.code === 'STAGED')
}

/** What a destination will be on, for its badge: `CAM 2`, `nothing`; null when no action says. */
export function bookedText(actions: readonly Action[], receiverId: Id, plant: PlantView): string | null {
  const own = actions.filter((action) => 'receiverId' in action && action.receiverId === receiverId)
  const action = own.find((one) => !isHoldAction(one)) ?? own[0]
  return action === undefined ? null : outcomeOf(action, plant)
}

function booked(run: { readonly actions: readonly Action[]; readonly dryRun: boolean }, plant: PlantView): BookedWork {
  const { actions, dryRun } = run
  refuseDryRun(dryRun)
  for (const action of actions) {
    if ('receiverId' in action && plant.entry('receiver', action.receiverId) === undefined) {
      throw new HouseError('invalid', `The plant has no receiver with the id ${action.receiverId.slice(0, 60)}.`)
    }
    if ('senderId' in action && plant.entry('sender', action.senderId) === undefined) {
      throw new HouseError('invalid', `The plant has no sender with the id ${action.senderId.slice(0, 60)}.`)
    }
  }
  return { targets: targetsOf(actions), summary: inWords(actions, plant), actions }
}

/** @throws HouseError */
function refuseDryRun(dryRun: boolean): void {
  if (dryRun) throw new HouseError('invalid', 'A dry run cannot be booked; it can be made now.')
}

function targetsOf(actions: readonly Action[]): readonly Id[] {
  return [...new Set(actions.flatMap((action) => ('receiverId' in action ? [action.receiverId] : [])))]
}

function inWords(actions: readonly Action[], plant: PlantView): string {
  const [first, ...others] = actions
  if (first === undefined) return 'nothing'
  const { id: target } = targetOf(first)
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `${nameOf(plant, target)} → ${outcomeOf(first, plant)}${more}`
}

function outcomeOf(action: Action, plant: PlantView): string {
  switch (action.type) {
    case 'route.connect':
      return nameOf(plant, action.senderId)
    case 'route.disconnect':
      return 'nothing'
    case 'sender.activate':
    case 'sender.deactivate': {
      const is = action.type === 'sender.activate' ? 'on' : 'off'
      return action.legs === undefined ? is : `${is}, at ${sentToInWords(action.legs)}`
    }
    case 'receiver.enable':
      return 'on'
    case 'receiver.disable':
      return 'off'
    case 'destination.lock':
      return 'locked'
    case 'destination.protect':
      return 'protected'
    case 'destination.release':
      return 'released'
    case 'mqtt.command':
      return action.command
    case 'http.request':
      return action.method
  }
}

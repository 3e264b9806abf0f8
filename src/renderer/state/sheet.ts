import type {
  Action,
  Actor,
  ActivationInput,
  Decision,
  Id,
  OnFailure,
  Role,
  Route,
  Run,
  Schedule,
} from '../../contract'
import { isAtLeast } from './session'

/** A route as it is asked for; `senderId` null disconnects. `leg` counts from 0. */
export type ProposedRoute = { readonly senderId: Id | null; readonly receiverId: Id; readonly leg?: number }
/** A route and what the operator saw on the receiver when it was proposed; `before` null for an unknown receiver. */
export type PlannedRoute = ProposedRoute & { readonly before: Route | null }
/** Where on the screen the sheet belongs, CSS px of the window. */
export type Anchor = { readonly x: number; readonly y: number }

/** What a sheet is opened for: routes, other actions, or the opposite of a run (`last`: of the person's last take). */
export type Proposal =
  | {
      readonly kind: 'routes'
      readonly routes: readonly ProposedRoute[]
      /** What could not become a route, in sentences. */
      readonly notes: readonly string[]
    }
  | { readonly kind: 'actions'; readonly actions: readonly Action[] }
  | { readonly kind: 'undo'; readonly run: Id | 'last' }

/** How it is taken. `onFailure` null: as the settings say. `override`: why policies are overruled; null: they are not. */
export type SheetOptions = {
  readonly activation: Extract<ActivationInput['mode'], 'activate_immediate' | 'preset' | 'together' | 'stage'>
  readonly onFailure: OnFailure | null
  readonly override: string | null
}
export const PLAIN_OPTIONS: SheetOptions = { activation: 'activate_immediate', onFailure: null, override: null }

/**
 * What is about to be taken, or just was. `planning`: the dry-run is under way. `ready`: it can be taken. `refused`:
 * nothing of it may be done, nothing was sent. `booking`, `booked`: it is kept for a time. `waiting`: the run waits for a
 * person. `failed`: a device said no, or the engine could not be asked (`error`).
 */
export type Sheet = {
  readonly proposal: Proposal
  /** Its routes, with what was seen when it was made. */
  readonly routes: readonly PlannedRoute[]
  readonly options: SheetOptions
  readonly anchor: Anchor | null
  readonly phase: 'planning' | 'ready' | 'booking' | 'booked' | 'taking' | 'waiting' | 'done' | 'failed' | 'refused'
  readonly run: Run | null
  readonly booked: Schedule | null
  readonly decisions: readonly Decision[]
  readonly error: string | null
  /** TAKE was pressed while it was being planned: it is taken as soon as nothing speaks against it. */
  readonly takesItself: boolean
}

/** The codes that taking would say yes to. */
export const confirmCodes = (decisions: readonly Decision[]): readonly string[] => [
  ...new Set(decisions.filter((d) => d.effect === 'confirm').map((d) => d.code)),
]

/** The code of the yes that touching something on air wants. */
const ON_AIR = 'ON_AIR'

/** What would be touched that is on air: a yes to it is not pressed but held. */
export const onAirTouched = (decisions: readonly Decision[]): readonly Decision[] =>
  decisions.filter(({ code, effect }) => code === ON_AIR && effect === 'confirm')

/** The codes that a booking says yes to ahead of time: what has changed, or is on air, says nothing about then. */
export const bookedCodes = (decisions: readonly Decision[]): readonly string[] =>
  confirmCodes(decisions).filter((code) => code !== 'CHANGED_MEANWHILE' && code !== ON_AIR)

const roles: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin']

/** What policies refuse, or want a second person for, that this person may overrule. */
export function overrulable(decisions: readonly Decision[], actor: Actor | null): readonly Decision[] {
  const may = ({ policy }: Decision): boolean =>
    policy?.override !== undefined && policy.override !== null && isAtLeast(actor, policy.override)
  return decisions.filter((one) => (one.code === 'POLICY' || one.code === 'POLICY_APPROVAL') && may(one))
}

/** The role that is wanted to overrule all of these. */
export function overrulingRole(decisions: readonly Decision[]): Role | null {
  const wanted = decisions.flatMap(({ policy }) => policy?.override ?? [])
  return roles.findLast((role) => wanted.includes(role)) ?? null
}

/** What a policy wants to be read before it is taken. */
const TOLD: ReadonlySet<string> = new Set(['POLICY_WARNING', 'POLICY_APPROVAL', 'OVERRIDDEN'])

/** Several things are taken without those that are refused; one alone is refused as a whole. */
export const refusalPolicy = (count: number): 'refuse' | 'skip' => (count > 1 ? 'skip' : 'refuse')

/** Whether anything of the plan would be done. */
export const hasWork = (run: Run): boolean => run.changes.some(({ state }) => state === 'pending')

/** Nothing about the plan wants to be read before it is taken. */
export function isPlain(run: Run, proposal: Proposal): boolean {
  const skipped = run.changes.some(({ state, code }) => state === 'skipped' && code !== 'ALREADY_SO')
  const told = proposal.kind === 'routes' && proposal.notes.length > 0
  return (
    run.warnings.length === 0 &&
    run.disturbs.length === 0 &&
    confirmCodes(run.decisions).length === 0 &&
    !run.decisions.some(({ code }) => TOLD.has(code)) &&
    !skipped &&
    !told
  )
}

/** The routes among actions. */
export const routesIn = (actions: readonly Action[]): readonly ProposedRoute[] =>
  actions.flatMap((action): readonly ProposedRoute[] => {
    if (action.type === 'route.disconnect') return [{ senderId: null, receiverId: action.receiverId }]
    if (action.type !== 'route.connect') return []
    const { senderId, receiverId, leg } = action
    return [{ senderId, receiverId, ...(leg === undefined ? {} : { leg }) }]
  })

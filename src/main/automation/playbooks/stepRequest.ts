import type { Action, Id, RunSource, Salvo, SnapshotBrief, Warning } from '../../../contract'
import type { StartRequest } from '../../execution/execution'
import { restoring, unknownStream } from '../../execution/snapshots/snapshotRoutes'
import { ExpressionError } from '../expressions/expression'
import type { LookupKind, PlantLookup } from '../expressions/plantLookup'
import type { PlaybookParts } from './playbookParts'
import type { BodyOf, Ref } from './stepBodies'
import type { StepValues } from './stepValues'

/** What the run of a step is asked for; the rest is as its playbook's run has it. */
export type StepRequest = Pick<StartRequest, 'onRefused' | 'activation' | 'change'> & {
  readonly actions: Action[]
  /** Null: the playbook's. */
  readonly source: RunSource | null
  readonly warnings: Warning[]
  readonly onFailure: StartRequest['onFailure'] | null
}

type RequestParts = Pick<PlaybookParts, 'salvos' | 'snapshots'>

/** What a step asks of the plant; null for a kind that has no run. @throws ExpressionError */
export function stepRequest(values: StepValues, lookup: PlantLookup, parts: RequestParts): StepRequest | null {
  const id = (kind: LookupKind, ref: Ref): Id => lookup.find(kind, ref).id
  switch (values.kind) {
    case 'take': {
      const { activation, onRefused } = values.body
      return { ...request(routesOf(values.body, id)), activation: { mode: activation }, onRefused }
    }
    case 'disconnect':
      return request(
        some(values.body.receiver, values.body.receivers).map((ref) => ({
          type: 'route.disconnect',
          receiverId: id('receiver', ref),
        })),
      )
    case 'sender.activate':
    case 'sender.deactivate': {
      const { kind: type, body } = values
      const legs = body.legs === undefined ? {} : { legs: body.legs }
      return request(some(body.sender, body.senders).map((ref) => ({ type, senderId: id('sender', ref), ...legs })))
    }
    case 'mqtt.command': {
      const { device, module, command, params } = values.body
      return request([{ type: 'mqtt.command', deviceId: id('device', device), module, command, params }])
    }
    case 'http.request': {
      const { method, url, headers, body, expect } = values.body
      const given = { ...(body === undefined ? {} : { body }), ...(expect === undefined ? {} : { expect }) }
      return request([{ type: 'http.request', method, url, headers, ...given }])
    }
    case 'salvo': {
      const salvo = salvoOf(parts.salvos, values.body.salvo)
      const { label, actions, activation, change, onFailure } = salvo
      const source = { kind: 'salvo', id: salvo.id, label } as const
      return { actions, activation, change, onFailure, source, warnings: [], onRefused: values.body.onRefused }
    }
    case 'snapshot.restore': {
      const { id: snapshotId, label } = snapshotOf(parts.snapshots, values.body.snapshot)
      const found = parts.snapshots.diff(snapshotId).items
      const actions = found.flatMap((difference) => restoring(difference) ?? [])
      const warnings = found.filter((difference) => restoring(difference) === null).map(unknownStream)
      const source = { kind: 'snapshot', id: snapshotId, label } as const
      return { ...request(actions), source, warnings, onRefused: values.body.onRefused }
    }
    case 'snapshot.capture':
    case 'wait':
    case 'wait-for':
    case 'check':
    case 'approve':
    case 'notify':
    case 'job':
    case 'playbook':
      return null
  }
}

function request(actions: Action[]): StepRequest {
  return {
    actions,
    onRefused: 'refuse',
    activation: { mode: 'activate_immediate' },
    change: false,
    onFailure: null,
    source: null,
    warnings: [],
  }
}

function routesOf(body: BodyOf<'take'>, id: (kind: LookupKind, ref: Ref) => Id): Action[] {
  const { sender, receiver, leg, routes } = body
  const all = routes ?? (sender === undefined || receiver === undefined ? [] : [{ sender, receiver, leg }])
  return all.map((route): Action => {
    const receiverId = id('receiver', route.receiver)
    if (route.sender === null) return { type: 'route.disconnect', receiverId }
    const path = route.leg === undefined ? {} : { leg: route.leg }
    return { type: 'route.connect', senderId: id('sender', route.sender), receiverId, ...path }
  })
}

function some(one: Ref | undefined, several: readonly Ref[] | undefined): readonly Ref[] {
  return several ?? (one === undefined ? [] : [one])
}

/** @throws ExpressionError */
function salvoOf(salvos: RequestParts['salvos'], ref: string): Salvo {
  const byId = salvos.get(ref)
  if (byId !== null) return byId
  const [first, second] = salvos.list().filter(({ label }) => label === ref)
  if (first === undefined) throw new ExpressionError(`There is no salvo “${ref.slice(0, 80)}”.`)
  if (second !== undefined) throw new ExpressionError(`There are several salvos “${ref}”; say which by its id.`)
  return first
}

/** By its id, else the newest with this label. @throws ExpressionError */
function snapshotOf(snapshots: RequestParts['snapshots'], ref: Ref): Pick<SnapshotBrief, 'id' | 'label'> {
  const wanted = typeof ref === 'string' ? ref : ref.id
  const found = snapshots.get(wanted) ?? snapshots.list().find(({ label }) => label === wanted)
  if (found === undefined) throw new ExpressionError(`There is no snapshot “${wanted.slice(0, 80)}”.`)
  return found
}

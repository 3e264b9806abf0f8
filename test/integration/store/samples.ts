import type { Action, Actor, Change, ChangeState, Run, RunState } from '../../../src/contract'
import type { NewAuditRow } from '../../../src/main/store/repositories'

export const actor: Actor = { id: 'a1', name: 'Ada', role: 'operator' }

export function sampleChange(id: string, target: string, state: ChangeState): Change {
  return {
    id,
    driver: 'is05',
    action: 0,
    target: { kind: 'receiver', id: target, label: target.toUpperCase() },
    node: { id: 'n1', label: 'Node 1' },
    summary: `${target}: CAM 1 → CAM 2, 2 legs`,
    before: { sender_id: null, legs: [{ rtp_enabled: true }] },
    after: { sender_id: 's1', text: 'naïve “quotes” \u0000 and 日本' },
    state,
    needs: [],
    startedAt: null,
    finishedAt: null,
  }
}

export function sampleRun(id: string, state: RunState, receivers: readonly string[]): Omit<Run, 'number'> {
  const actions: Action[] = receivers.map((receiverId) => ({ type: 'route.connect', senderId: 's1', receiverId }))
  return {
    id,
    actor,
    origin: 'api',
    state,
    actions,
    changes: receivers.map((receiver, index) => ({
      ...sampleChange(`${id}-${index}`, receiver, 'pending'),
      action: index,
    })),
    decisions: [],
    warnings: [{ code: 'ON_AIR', text: 'It is on air.', target: receivers[0] ?? null }],
    disturbs: [],
    onFailure: 'auto-rollback',
    activation: { mode: 'activate_immediate' },
    change: false,
    source: null,
    approval: null,
    question: null,
    compensation: null,
    spreadMs: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
  }
}

export function sampleAudit(target: string | null, runId: string | null): NewAuditRow {
  return {
    actor,
    origin: 'api',
    what: 'take',
    target,
    summary: 'MON 1: CAM 1',
    policy: null,
    override: false,
    outcome: 'done',
    durationMs: 12.5,
    runId,
    detail: { legs: 2 },
  }
}

import type { Change, Run } from '../../../../src/contract'

export const change = (over: Partial<Change> = {}): Change => ({
  id: 'c1',
  driver: 'is05',
  action: 0,
  target: { kind: 'receiver', id: 'R', label: 'MON 3' },
  node: { id: 'N', label: 'SNP-04' },
  summary: 'MON 3: CAM 1 → CAM 4',
  before: {},
  after: {},
  state: 'pending',
  startedAt: null,
  finishedAt: null,
  ...over,
})

export const run = (over: Partial<Run> = {}): Run => ({
  id: 'run-1',
  number: 1,
  actor: { id: 'a', name: 'mcr-1', role: 'operator' },
  origin: 'window',
  state: 'planned',
  actions: [{ type: 'route.connect', senderId: 'S', receiverId: 'R' }],
  changes: [change()],
  decisions: [],
  warnings: [],
  createdAt: '2025-11-20T19:59:38.000Z',
  startedAt: null,
  finishedAt: null,
  ...over,
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PolicyCheckInput, PolicyDecision, PolicyFiles, type Rule } from '../../../src/contract'
import { SMALL, rule } from '../../unit/policy/stage'
import { idOf } from '../../unit/plant/samples'
import { type OpenDoor, openDoor } from '../api/openDoor'

const pair = { senderId: idOf('sender', 1), receiverId: idOf('receiver', 1) }

describe('policies by the API', () => {
  let door: OpenDoor
  beforeAll(async () => {
    door = await openDoor({})
    door.plant.witnessed({ id: 'test', kind: 'registry', label: 'Test' }).put(SMALL)
  })
  afterAll(() => door.stop())

  const bodyOf = async (method: string, path: string, body?: unknown) => (await door.api(method, path, body)).body
  const wish = (id: string, more: object = {}): Partial<Rule> => ({
    ...{ id, label: `Rule ${id}`, kind: 'forbidden_pair', effect: 'deny' },
    ...more,
  })

  it('are made, listed, changed and removed', async () => {
    const made = await door.api('POST', '/policies', wish('a', { to: { label: ['MON 9'] } }))
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      rule: { id: 'a', priority: 100, override: null, from: {} },
      from: { kind: 'store' },
      warnings: ['No receiver with a label or alias like “MON 9” is there now.'],
      suspendedBy: null,
    })
    expect(await door.api('POST', '/policies', wish('a'))).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
    expect(await bodyOf('PUT', '/policies/a', { rule: wish('a', { effect: 'warn' }) })).toMatchObject({
      rule: { effect: 'warn', to: {} },
    })
    expect(await bodyOf('GET', '/policies')).toMatchObject({ items: [{ rule: { id: 'a' } }], defaults: [] })
    expect(await bodyOf('DELETE', '/policies/a')).toEqual({ done: true })
    expect(await door.api('DELETE', '/policies/a')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })

  it.each<[string, object]>([
    ['an unknown kind', wish('x', { kind: 'forbidden' })],
    ['an unknown key', wish('x', { prio: 1 })],
    ['an id with a blank', wish('x y')],
    ['a selector that names nothing of a field', wish('x', { from: { label: [] } })],
    [
      'an expression that RE2 does not take',
      wish('x', { kind: 'constraint', tests: [{ of: 'sender', field: 'label', operator: 'matches', value: '(?=a)' }] }),
    ],
  ])('are refused with a sentence: %s', async (_, body) => {
    const answer = await door.api('POST', '/policies', body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', message: expect.stringMatching(/\.$/) } })
    expect(await bodyOf('GET', '/policies')).toEqual({ items: [], defaults: [] })
  })

  it('are asked about pairs by viewers, with rules on trial, and that is in the audit', async () => {
    const key = await door.keyOf('viewer')
    const ask = (body: unknown) =>
      door.ask(
        'POST',
        '/api/v1/policies/check',
        { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        JSON.stringify(body),
      )
    const plain = await ask({ pairs: [pair] })
    expect(plain).toMatchObject({ status: 200, body: { items: [{ ...pair, verdict: 'allowed', matches: [] }] } })
    const tried = await ask({
      pairs: [pair, { ...pair, receiverId: idOf('receiver', 2) }],
      rules: [wish('t', { to: { label: ['MON 1'] } })],
    })
    const { items } = tried.body as { items: unknown[] }
    expect(items).toMatchObject([{ verdict: 'denied', matches: [{ ruleId: 't' }] }, { verdict: 'allowed' }])
    for (const item of items) expect(() => PolicyDecision.parse(item)).not.toThrow()
    expect(await ask({ pairs: [{ ...pair, senderId: 'nobody' }] })).toMatchObject({
      status: 404,
      body: { message: 'There is no sender “nobody” (pair 1).' },
    })
    const rows = (await door.store.audit.list({ target: null, what: 'policy.check', limit: 10, cursor: null })).items
    expect(rows.map(({ summary, policy }) => [summary, policy])).toEqual([
      ['One rule on trial asked about 2 pairs: 1 denied, 1 allowed', null],
      ['Policies asked about 1 pair: 1 allowed', 'allowed'],
    ])
  })

  it('take ten thousand pairs in one request', async () => {
    const pairs = Array.from({ length: 10_000 }, () => pair)
    expect(PolicyCheckInput.safeParse({ pairs }).success).toBe(true)
    const answer = await door.api('POST', '/policies/check', { pairs, rules: [rule('t', {})] })
    expect(answer.status).toBe(200)
    expect((answer.body as { items: unknown[] }).items).toHaveLength(10_000)
  })

  it('are exported, and say how their files are', async () => {
    await door.api('POST', '/policies', wish('b'))
    expect(await bodyOf('GET', '/policies/export')).toMatchObject({ text: expect.stringContaining('- id: b') })
    expect(PolicyFiles.parse(await bodyOf('GET', '/policies/files'))).toEqual({
      folder: null,
      readAt: null,
      rules: 0,
      problems: [],
      pending: null,
    })
    expect(await door.api('POST', '/policies/files/apply')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
  })
})

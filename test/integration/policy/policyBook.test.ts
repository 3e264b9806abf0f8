import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { idOf } from '../../unit/plant/samples'
import { rule } from '../../unit/policy/stage'
import { type BookStage, ENGINEER, fileOf, refusal, startBook } from './bookStage'

let stage: BookStage
beforeEach(async () => {
  stage = await startBook({ folder: null })
})
afterEach(() => stage.stop())

const ids = () =>
  stage
    .book()
    .list()
    .map(({ rule: { id } }) => id)
const pair = { senderId: idOf('sender', 1), receiverId: idOf('receiver', 1) }
const checked = async (...args: Parameters<ReturnType<BookStage['book']>['check']>) => stage.book().check(...args)

describe('rules that Signalbox keeps', () => {
  test('are made, changed, renamed and removed, each with its audit, and are there after a restart', async () => {
    const made = await stage.book().create(ENGINEER, rule('a', { to: { label: ['MON 1'] } }))
    expect(made).toMatchObject({ from: { kind: 'store' }, editedBy: ENGINEER.actor, warnings: [], suspendedBy: null })
    expect((await checked([pair], null))[0]?.verdict).toBe('denied')
    await stage.book().update(ENGINEER, 'a', rule('b', { effect: 'warn', to: { label: ['MON 1'] } }))
    expect((await checked([pair], null))[0]?.verdict).toBe('warned')
    await stage.book().create(ENGINEER, rule('a', { priority: 1 }))
    await stage.restart()
    expect(ids()).toEqual(['a', 'b'])
    await stage.book().remove(ENGINEER, 'a')
    expect(ids()).toEqual(['b'])
    const audit = (await stage.audit()).map(({ what, target, actor }) => [what, target, actor.name])
    expect(audit).toEqual([
      ['policy.remove', 'a', 'Eve'],
      ['policy.create', 'a', 'Eve'],
      ['policy.update', 'b', 'Eve'],
      ['policy.create', 'a', 'Eve'],
    ])
    const update = (await stage.audit()).find(({ what }) => what === 'policy.update')
    expect(update?.detail).toMatchObject({ before: { id: 'a', effect: 'deny' }, after: { id: 'b', effect: 'warn' } })
    expect(stage.changes()).toBe(4)
  })

  test('have ids of their own, and must be understood', async () => {
    await stage.book().create(ENGINEER, rule('a', {}))
    await stage.book().create(ENGINEER, rule('b', {}))
    const twice = await refusal(() => stage.book().create(ENGINEER, rule('a', {})))
    expect([twice.kind, twice.message]).toEqual(['state', 'There is a rule “a” already; give this one another id.'])
    expect((await refusal(() => stage.book().update(ENGINEER, 'b', rule('a', {})))).kind).toBe('state')
    expect((await refusal(() => stage.book().update(ENGINEER, 'c', rule('c', {})))).kind).toBe('unknown')
    expect((await refusal(() => stage.book().remove(ENGINEER, 'c'))).kind).toBe('unknown')
    const tests = [{ of: 'sender', field: 'label', operator: 'matches', value: '(a)\\1' }]
    const faulty = rule('d', { kind: 'constraint', tests })
    expect((await refusal(() => stage.book().create(ENGINEER, faulty))).message).toMatch(/“\(a\)\\1” cannot be used/)
    expect((await refusal(() => stage.book().update(ENGINEER, 'a', { ...faulty, id: 'a' }))).kind).toBe('invalid')
    expect(ids()).toEqual(['a', 'b'])
    expect(await stage.audit()).toHaveLength(2)
  })
})

describe('a check', () => {
  test('takes rules on trial in place of those in force, and leaves no trace in them', async () => {
    await stage.book().create(ENGINEER, rule('a', {}))
    const [tried] = await checked([pair], [rule('b', { effect: 'warn' })])
    expect(tried?.matches.map(({ ruleId }) => ruleId)).toEqual(['b'])
    expect((await checked([pair], []))[0]).toMatchObject({ verdict: 'allowed', matches: [] })
    expect((await checked([pair], null))[0]?.verdict).toBe('denied')
    expect(ids()).toEqual(['a'])
  })

  test('names what it does not know or understand', async () => {
    const nobody = await refusal(() => checked([pair, { ...pair, senderId: 'nobody' }], null))
    expect([nobody.kind, nobody.message]).toEqual(['unknown', 'There is no sender “nobody” (pair 2).'])
    const twice = await refusal(() => checked([pair], [rule('x', {}), rule('x', {})]))
    expect([twice.kind, twice.message]).toEqual(['invalid', 'The rule “x” is there twice; an id can be used once.'])
    const tests = [{ of: 'flow', field: 'frame_width', operator: 'less_than', value: 'wide' }]
    expect((await refusal(() => checked([pair], [rule('x', { kind: 'constraint', tests })]))).message).toBe(
      'Rule “x”: “frame_width”: “less_than” wants a number, not “wide”.',
    )
  })

  test('of many pairs lets others work in between', async () => {
    await stage.book().create(ENGINEER, rule('a', {}))
    let turns = 0
    let done = false
    const turn = (): void => {
      turns += 1
      if (!done) setImmediate(turn)
    }
    setImmediate(turn)
    // Rules that cost something, so that the whole takes more than one turn on any machine.
    const tests = [{ of: 'sender', field: 'label', operator: 'contains', value: 'CAM' }]
    const heavy = Array.from({ length: 1000 }, (_, i) => rule(`r${i}`, { kind: 'constraint', tests }))
    const decisions = await checked(
      Array.from({ length: 10_000 }, () => pair),
      heavy,
    )
    done = true
    expect(decisions).toHaveLength(10_000)
    expect(decisions.at(-1)?.matches).toHaveLength(1000)
    expect(turns).toBeGreaterThan(2)
  })

  test('is what all candidates at once are told', async () => {
    await stage.book().create(ENGINEER, rule('a', { to: { label: ['MON 1'] } }))
    const all = stage.book().decideAll({ senderId: pair.senderId })
    expect([...all].map(([id, { verdict }]) => [id, verdict])).toEqual([
      [idOf('receiver', 1), 'denied'],
      [idOf('receiver', 2), 'allowed'],
    ])
    expect(stage.book().decideAll({ receiverId: pair.receiverId }).get(pair.senderId)?.verdict).toBe('denied')
    expect(stage.book().decideAll({ senderId: 'nobody' }).size).toBe(0)
  })
})

describe('defaults', () => {
  test('are those of the settings and of files, and follow the settings', async () => {
    expect(stage.book().defaults()).toEqual([])
    stage.setPolicy({ defaults: [{ scope: { kind: 'all' }, effect: 'deny' }] })
    expect((await checked([pair], null))[0]).toMatchObject({ verdict: 'denied', override: null })
    stage.write('a.yaml', `${fileOf()}defaults:\n  - { scope: { kind: site, site: Main }, effect: allow }\n`)
    stage.setPolicy({ folder: stage.folder })
    await stage.book().readFiles()
    expect((await checked([pair], null))[0]).toMatchObject({
      verdict: 'allowed',
      default: { scope: { kind: 'site', site: 'Main' }, effect: 'allow' },
    })
  })
})

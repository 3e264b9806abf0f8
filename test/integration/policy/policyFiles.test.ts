import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rule } from '../../unit/policy/stage'
import { until } from '../../support/until'
import { type BookStage, ENGINEER, fileOf, refusal, startBook } from './bookStage'

let stage: BookStage
beforeEach(async () => {
  stage = await startBook({})
})
afterEach(() => stage.stop())

const ids = () =>
  stage
    .book()
    .list()
    .map(({ rule: { id } }) => id)
const inForce = (expected: readonly string[]) => until(ids, (found) => found.join() === expected.join(), 20_000)
const problem = () =>
  until(
    () => stage.book().files().problems,
    (found) => found.length > 0,
    20_000,
  )

describe('a folder of policies', () => {
  test('is followed: files that come, change, are replaced by editors, and go', async () => {
    expect(stage.book().files()).toMatchObject({ folder: stage.folder, readAt: null, rules: 0, problems: [] })
    stage.write('south.yaml', fileOf('b', 'a'))
    stage.write('notes.txt', 'not: [policy')
    await inForce(['a', 'b'])
    stage.replace('north.yml', fileOf('c'))
    await inForce(['a', 'b', 'c'])
    stage.replace('south.yaml', fileOf('b'))
    await inForce(['b', 'c'])
    rmSync(join(stage.folder, 'north.yml'))
    await inForce(['b'])
    expect(stage.book().list()[0]?.from).toEqual({ kind: 'file', path: 'south.yaml', line: 3 })
    const audit = (await stage.audit()).filter(({ what }) => what === 'policy.files')
    expect(audit.map(({ actor, summary }) => [actor.name, summary])).toEqual([
      ['Signalbox', 'Policies of files: 1 removed; 1 in force'],
      ['Signalbox', 'Policies of files: 1 removed; 2 in force'],
      ['Signalbox', 'Policies of files: 1 added; 3 in force'],
      ['Signalbox', 'Policies of files: 2 added; 2 in force'],
    ])
    expect(audit[0]?.detail).toEqual({ added: [], changed: [], removed: ['c'] })
  })

  test('is obeyed as it was last in order while a file is broken, also over a restart', async () => {
    stage.write('a.yaml', fileOf('a'))
    stage.write('b.yaml', fileOf('b'))
    await inForce(['a', 'b'])
    stage.write('b.yaml', fileOf('b').replace('deny', 'never'))
    expect(await problem()).toEqual([{ path: 'b.yaml', line: 3, text: expect.stringMatching(/policies\[0\]\.effect/) }])
    expect(ids()).toEqual(['a', 'b'])
    await stage.restart()
    expect(stage.book().files()).toMatchObject({ rules: 2, problems: [{ path: 'b.yaml', line: 3 }] })
    expect(ids()).toEqual(['a', 'b'])
    stage.write('b.yaml', fileOf('c'))
    await inForce(['a', 'c'])
    expect(stage.book().files().problems).toEqual([])
  })

  test('says what it would change, and waits for somebody who says so', async () => {
    stage.write('a.yaml', fileOf('a', 'b'))
    await inForce(['a', 'b'])
    stage.setPolicy({ autoApply: false })
    stage.write('a.yaml', fileOf('a', 'c').replace('Rule a', 'Rule A'))
    const { pending } = await until(
      () => stage.book().files(),
      (files) => files.pending !== null,
      20_000,
    )
    expect(pending).toEqual({ added: ['c'], changed: ['a'], removed: ['b'] })
    expect(ids()).toEqual(['a', 'b'])
    await stage.restart()
    expect(ids()).toEqual(['a', 'b'])
    expect(stage.book().files().pending).toEqual(pending)
    expect(await stage.book().applyFiles(ENGINEER)).toMatchObject({ rules: 2, pending: null })
    expect(ids()).toEqual(['a', 'c'])
    expect((await stage.audit())[0]).toMatchObject({ what: 'policy.files', actor: ENGINEER.actor })
    const again = await refusal(() => stage.book().applyFiles(ENGINEER))
    expect([again.kind, again.message]).toEqual(['state', 'Nothing in the policy files waits to be applied.'])
  })

  test('does not take every protection away by being empty', async () => {
    stage.write('a.yaml', fileOf('a'))
    await inForce(['a'])
    rmSync(join(stage.folder, 'a.yaml'))
    expect((await problem())[0]?.text).toBe(
      'There are no files of policies in the folder any more. The rule of before stays in force until somebody applies that.',
    )
    expect(ids()).toEqual(['a'])
    expect(stage.book().files().pending).toEqual({ added: [], changed: [], removed: ['a'] })
    await stage.book().applyFiles(ENGINEER)
    expect(ids()).toEqual([])
  })

  test('may be away and come back', async () => {
    stage.write('a.yaml', fileOf('a'))
    await inForce(['a'])
    renameSync(stage.folder, `${stage.folder}.away`)
    const files = await stage.book().readFiles()
    expect(files.problems).toEqual([
      { path: stage.folder, line: null, text: 'The folder of policies cannot be read: it is not there.' },
    ])
    expect(ids()).toEqual(['a'])
    mkdirSync(stage.folder)
    stage.write('b.yaml', fileOf('b'))
    await inForce(['b'])
  })

  test('names both places of an id that is there twice', async () => {
    stage.write('north.yaml', fileOf('x', 'a'))
    await inForce(['a', 'x'])
    stage.write('south.yaml', fileOf('b', 'c', 'x'))
    expect(await problem()).toEqual([
      {
        path: 'south.yaml',
        line: 5,
        text: 'The rule “x” is in north.yaml line 3 and in south.yaml line 5; an id can be used once.',
      },
    ])
    expect(ids()).toEqual(['a', 'x'])
  })

  test('names rules that Signalbox keeps itself, and the other way round', async () => {
    await stage.book().create(ENGINEER, rule('kept', {}))
    stage.write('a.yaml', fileOf('a', 'kept'))
    expect(await problem()).toEqual([
      { path: 'a.yaml', line: 4, text: 'The rule “kept” is kept by Signalbox already; an id can be used once.' },
    ])
    expect(ids()).toEqual(['kept'])
    stage.write('a.yaml', fileOf('a'))
    await inForce(['a', 'kept'])
    const taken = await refusal(() => stage.book().create(ENGINEER, rule('a', {})))
    expect(taken.message).toBe('There is a rule “a” already, in the file a.yaml, line 3; give this one another id.')
    for (const work of [
      () => stage.book().update(ENGINEER, 'a', rule('a', {})),
      () => stage.book().remove(ENGINEER, 'a'),
    ]) {
      const refused = await refusal(work)
      expect([refused.kind, refused.message]).toEqual([
        'state',
        'The rule “a” is from the file a.yaml, line 3; change it there.',
      ])
    }
  })

  test('says which of its files cannot be read', async () => {
    mkdirSync(join(stage.folder, 'folder.yaml'))
    stage.write('bytes.yaml', '')
    stage.write('secret.yaml', fileOf('s'))
    chmodSync(join(stage.folder, 'secret.yaml'), 0)
    const { problems } = await stage.book().readFiles()
    const isRoot = process.getuid?.() === 0
    expect(problems.map(({ path }) => path)).toEqual(isRoot ? ['bytes.yaml'] : ['bytes.yaml', 'secret.yaml'])
    expect(ids()).toEqual([])
  })

  test('is forgotten when the settings name none', async () => {
    stage.write('a.yaml', fileOf('a'))
    await inForce(['a'])
    stage.setPolicy({ folder: null })
    await inForce([])
    expect(stage.book().files()).toMatchObject({ folder: null, rules: 0, problems: [], pending: null })
  })

  test('takes an export of all that is in force, and says the same', async () => {
    stage.write('a.yaml', fileOf('a', 'b'))
    await inForce(['a', 'b'])
    const before = stage
      .book()
      .list()
      .map((policy) => policy.rule)
    stage.write('a.yaml', stage.book().exportYaml())
    await stage.book().readFiles()
    expect(
      stage
        .book()
        .list()
        .map((policy) => policy.rule),
    ).toEqual(before)
    expect(stage.book().files()).toMatchObject({ problems: [], pending: null })
  })
})

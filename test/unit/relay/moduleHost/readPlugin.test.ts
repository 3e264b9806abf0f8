import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { filtersOf, readPlugin } from '../../../../src/main/relay/moduleHost/readPlugin'

const least = { moduleName: 'lamp', topicFilters: () => ['{prefix}/lamp/#'], handle: () => undefined }
const problemOf = (exported: unknown): string => {
  const read = readPlugin(exported)
  return read.ok ? 'none' : read.problem
}

describe('what a module exports', () => {
  it('may be an object, or a function that gets zod', () => {
    const read = readPlugin(least)
    expect(read).toEqual({ ok: true, plugin: least })
    const made = readPlugin(({ z: given }: { z: typeof z }) => ({
      ...least,
      actions: { on: { title: 'On', params: given.strictObject({ level: given.number() }) } },
    }))
    expect(made.ok && Object.keys(made.plugin.actions ?? {})).toEqual(['on'])
  })

  it.each([
    ['nothing', undefined, 'no default export'],
    ['no name', { ...least, moduleName: undefined }, 'moduleName'],
    ['a name with a capital', { ...least, moduleName: 'Lamp' }, 'moduleName: must begin with a letter'],
    ['the name of the API', { ...least, moduleName: 'v1' }, 'needs for itself'],
    ['the name of device ids', { ...least, moduleName: 'mqtt' }, 'needs for itself'],
    ['no handle', { ...least, handle: 'later' }, 'handle: must be a function'],
    ['an action without a schema', { ...least, actions: { on: { title: 'On', params: {} } } }, 'must be a zod schema'],
    [
      'an action of everybody',
      { ...least, actions: { reserve: { title: 'R', params: z.object({}) } } },
      'Signalbox’s own',
    ],
    [
      'an action nobody can send',
      { ...least, actions: { 'a b': { title: 'R', params: z.object({}) } } },
      'cannot be an action',
    ],
    ['a path that is none', { ...least, routes: [{ method: 'GET', path: 'x', answer: () => null }] }, 'must be a path'],
    [
      'one path twice',
      { ...least, routes: ['/a/:x', '/a/:y'].map((path) => ({ method: 'GET', path, answer: () => null })) },
      'is there twice',
    ],
    ['a panel that is none', { ...least, panel: { title: 'Lamp', blocks: [{ kind: 'script' }] } }, 'panel.blocks'],
    [
      'what throws',
      () => {
        throw new Error('no licence')
      },
      'It threw while it was made: no licence.',
    ],
  ])('is refused in words: %s', (_, exported, words) => {
    expect(problemOf(exported)).toContain(words)
  })

  it('hears filters that are ones, each once', () => {
    const twice = { ...least, topicFilters: () => ['{prefix}/lamp/#', '{prefix}/lamp/#', 'rooms/+/light'] }
    expect(filtersOf(twice)).toEqual(['{prefix}/lamp/#', 'rooms/+/light'])
    expect(() => filtersOf({ ...least, topicFilters: () => ['a/#/b'] })).toThrow('“a/#/b” is no MQTT topic filter')
  })
})

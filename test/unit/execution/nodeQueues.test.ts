import { expect, it } from 'vitest'
import { createNodeQueues } from '../../../src/main/execution/nodeQueues'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('lets one change of a node wait for the other, and nodes for nobody', async () => {
  const queues = createNodeQueues()
  const began: string[] = []
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = queues.run('a', () => {
    began.push('a1')
    return held
  })
  const second = queues.run('a', () => {
    began.push('a2')
    return Promise.reject(new Error('no'))
  })
  const other = queues.run('b', () => {
    began.push('b1')
    return Promise.resolve('b')
  })
  expect(await other).toBe('b')
  expect(began).toEqual(['a1', 'b1'])
  release()
  await first
  await expect(second).rejects.toThrow('no')
  expect(await queues.run('a', () => Promise.resolve('again'))).toBe('again')
  await turn()
  expect(queues.size()).toBe(0)
})

import { expect, it } from 'vitest'
import { createNodeQueues } from '../../../src/main/execution/nodeQueues'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('lets one change of a node wait for the other, and nodes for nobody', async () => {
  const queues = createNodeQueues(
    () => null,
    () => performance.now(),
  )
  const began: string[] = []
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = queues.run('a', 1, () => {
    began.push('a1')
    return held
  })
  const second = queues.run('a', 1, () => {
    began.push('a2')
    return Promise.reject(new Error('no'))
  })
  const other = queues.run('b', 1, () => {
    began.push('b1')
    return Promise.resolve('b')
  })
  expect(await other).toBe('b')
  expect(began).toEqual(['a1', 'b1'])
  release()
  await first
  await expect(second).rejects.toThrow('no')
  expect(await queues.run('a', 1, () => Promise.resolve('again'))).toBe('again')
  await turn()
  expect(queues.size()).toBe(0)
})

it('begins no more than the rate allows on one node', async () => {
  let at = 1000
  const queues = createNodeQueues(
    () => 100,
    () => at,
  )
  const began: number[] = []
  const work = () => {
    began.push(performance.now())
    return Promise.resolve()
  }
  await Promise.all([queues.run('a', 2, work), queues.run('a', 1, work)])
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(15)
  at += 1000
  began.length = 0
  await queues.run('b', 1, work)
  expect(began).toHaveLength(1)
})

import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { createFiring } from '../../../../src/renderer/state/firing'
import { run } from './runs'

test('What is being fired is not fired a second time', async () => {
  const { fire, store } = createFiring()
  let asked = 0
  let answer = (): void => undefined
  const ask = () => {
    asked += 1
    return new Promise<ReturnType<typeof run>>((resolve) => {
      answer = () => {
        resolve(run({ id: 'run-9' }))
      }
    })
  }
  const first = fire('salvo-1', ask)
  expect(await fire('salvo-1', ask)).toBe(false)
  expect(asked).toBe(1)
  answer()
  expect(await first).toBe(true)
  expect(store.getState().get('salvo-1')).toMatchObject({ busy: false, run: { id: 'run-9' }, problem: null })
})

test('A refusal says what stands against it, each once', async () => {
  const { fire, store } = createFiring()
  const against = (text: string, effect = 'deny') => ({ effect, code: 'LOCKED', text, action: null, target: null })
  const data = { decisions: [against('Locked by mcr-2.'), against('Locked by mcr-2.'), against('Allowed.', 'allow')] }
  const begun = await fire('salvo-1', () => Promise.reject(new ORPCError('REFUSED', { message: 'Refused.', data })))
  expect(begun).toBe(false)
  expect(store.getState().get('salvo-1')?.problem).toBe('Nothing was sent. Locked by mcr-2.')
})

test('What else is thrown is said as it is, and forgotten with the next try', async () => {
  const { fire, store } = createFiring()
  await fire('salvo-1', () => Promise.reject(new Error('There is no connection.')))
  expect(store.getState().get('salvo-1')?.problem).toBe('There is no connection.')
  await fire('salvo-1', () => Promise.resolve(run()))
  expect(store.getState().get('salvo-1')?.problem).toBeNull()
})

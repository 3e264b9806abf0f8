import { expect, test, vi } from 'vitest'
import { createAsked } from '../../../../src/renderer/state/asked'

/** Something that is asked for, with the answers and the news in the hand of the test. */
function asking() {
  const answers: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  const hearers = new Set<() => void>()
  const asked = createAsked<number>(
    () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  )
  const news = (): void => {
    for (const hear of hearers) hear()
  }
  return { asked, answers, hearers, news }
}

test('It is asked for while somebody follows, once for all of them', async () => {
  const { asked, answers, hearers } = asking()
  const leave = [asked.follow(), asked.follow()]
  expect(answers.length).toBe(1)
  answers[0]?.resolve(7)
  await vi.waitFor(() => {
    expect(asked.store.getState()).toEqual({ value: 7, problem: null })
  })
  leave[0]?.()
  leave[0]?.()
  expect(hearers.size).toBe(1)
  leave[1]?.()
  expect(hearers.size).toBe(0)
})

test('News that come while an answer is under way are asked for after it', async () => {
  const { asked, answers, news } = asking()
  asked.follow()
  news()
  news()
  expect(answers.length).toBe(1)
  answers[0]?.resolve(1)
  await vi.waitFor(() => {
    expect(answers.length).toBe(2)
  })
})

test('A failure keeps what was known and says why it is old; the next answer takes that back', async () => {
  const { asked, answers, news } = asking()
  asked.follow()
  answers[0]?.resolve(1)
  await vi.waitFor(() => {
    expect(asked.store.getState().value).toBe(1)
  })
  news()
  answers[1]?.reject(new Error('There is no connection.'))
  await vi.waitFor(() => {
    expect(asked.store.getState()).toEqual({ value: 1, problem: 'There is no connection.' })
  })
  news()
  await vi.waitFor(() => {
    expect(answers.length).toBe(3)
  })
  answers[2]?.resolve(2)
  await vi.waitFor(() => {
    expect(asked.store.getState()).toEqual({ value: 2, problem: null })
  })
})

test('Who comes back after all had left is answered afresh', async () => {
  const { asked, answers } = asking()
  asked.follow()()
  asked.follow()
  answers[0]?.resolve(1)
  await vi.waitFor(() => {
    expect(answers.length).toBe(2)
  })
  answers[1]?.resolve(2)
  await vi.waitFor(() => {
    expect(asked.store.getState().value).toBe(2)
  })
})

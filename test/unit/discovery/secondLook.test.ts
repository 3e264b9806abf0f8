import { beforeEach, describe, expect, it } from 'vitest'
import { type SecondLook, createSecondLook } from '../../../src/main/discovery/secondLook'
import type { GrainEntry } from '../../../src/main/nmos/grain'
import { NmosHttpError } from '../../../src/main/nmos/nmosHttpError'
import { type Logger, silentLogger } from '../../../src/main/telemetry/logger'

/** A question to the registry that waits for its answer. */
type Question = {
  readonly id: string
  readonly signal: AbortSignal | undefined
  readonly answer: (body: unknown) => Promise<void>
  readonly fail: (status: number) => Promise<void>
}

let questions: Question[]
let delivered: GrainEntry[]
let warnings: string[]
let look: SecondLook

/** Lets everything run that follows from an answer. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

function statusError(status: number): NmosHttpError {
  return new NmosHttpError({ kind: 'status', method: 'GET', url: 'http://10.0.0.1/', status })
}

beforeEach(() => {
  questions = []
  delivered = []
  warnings = []
  const get = (_: string, id: string, options: { readonly signal?: AbortSignal | undefined } = {}) =>
    new Promise<unknown>((resolve, reject) => {
      questions.push({
        id,
        signal: options.signal,
        answer: (body) => {
          resolve(body)
          return settle()
        },
        fail: (status) => {
          reject(statusError(status))
          return settle()
        },
      })
    })
  const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) }
  look = createSecondLook({ get }, logger, (_, entry) => delivered.push(entry))
})

const asked = () => questions.map(({ id }) => id)

describe('createSecondLook', () => {
  it('hands over what is there, and a removal for what is not', async () => {
    look.ask('sender', 'a')
    look.ask('sender', 'b')
    await questions[0]?.answer({ id: 'a', label: 'CAM 1' })
    await questions[1]?.fail(404)
    expect(delivered).toEqual([{ path: 'a', post: { id: 'a', label: 'CAM 1' } }, { path: 'b' }])
    expect(warnings).toEqual([])
  })

  it.each([409, 500, 503])('leaves it as it is on %d, and logs it', async (status) => {
    look.ask('sender', 'a')
    await questions[0]?.fail(status)
    expect(delivered).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  it('asks once more, and no more, for what is asked for many times meanwhile; the later answer counts', async () => {
    for (let times = 0; times < 20; times += 1) look.ask('sender', 'a')
    expect(asked()).toEqual(['a'])
    await questions[0]?.answer({ id: 'a' })
    expect(asked()).toEqual(['a', 'a'])
    await questions[1]?.fail(404)
    expect(delivered).toEqual([{ path: 'a' }])
    expect(asked()).toHaveLength(2)
  })

  it('asks for four at a time', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) look.ask('sender', id)
    expect(asked()).toEqual(['a', 'b', 'c', 'd'])
    await questions[1]?.fail(404)
    expect(asked()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('leaves to what was told meanwhile', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) look.ask('sender', id)
    look.settled('a')
    look.settled('e')
    await questions[0]?.fail(404)
    expect(delivered).toEqual([])
    expect(asked()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('ends what is under way when it is stopped, and delivers nothing more', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) look.ask('sender', id)
    look.stop()
    expect(questions.map(({ signal }) => signal?.aborted)).toEqual([true, true, true, true])
    await questions[0]?.fail(404)
    await questions[1]?.fail(500)
    look.ask('sender', 'f')
    expect(asked()).toEqual(['a', 'b', 'c', 'd'])
    expect([delivered, warnings]).toEqual([[], []])
  })
})

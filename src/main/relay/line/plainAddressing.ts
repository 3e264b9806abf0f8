import type { CommandAnswer } from '../../drivers/mqtt/deviceLine'
import { deviceTopics } from '../devices/deviceTopics'
import { isJsonObject } from '../devices/payload'
import { name } from '../devices/readMeta'
import type { Addressing } from '../module'

type Json = Readonly<Record<string, unknown>>

const DONE: ReadonlySet<string> = new Set(['OK', 'SUCCESS', 'DONE', 'COMPLETED'])
const UNDER_WAY: ReadonlySet<string> = new Set(['RECEIVED', 'ACCEPTED', 'PENDING', 'QUEUED', 'RUNNING', 'IN_PROGRESS'])
/** What an answer repeats of its question, and how it is answered: not the result. */
const FRAME: ReadonlySet<string> = new Set([
  'req_id',
  'actor',
  'action',
  'device_id',
  'status',
  'ok',
  'ts',
  'timestamp',
])

/** Commands on `{prefix}/device/{id}/{module}/cmd`, answers on `…/evt`, told apart by `req_id`. */
export function plainAddressing(module: string): Addressing {
  return {
    request: ({ deviceId }, { reqId, actor, command }, prefix) => ({
      topic: deviceTopics(prefix).command(deviceId, module),
      payload: { req_id: reqId, actor, action: command.action, params: command.params },
    }),
    answers: (prefix) => [deviceTopics(prefix).answers(module)],
    read({ topic, payload }, prefix) {
      const at = deviceTopics(prefix).read(topic)
      if (at === null || !isJsonObject(payload)) return null
      const reqId = name(payload['req_id'])
      // An event that answers nothing.
      if (reqId === null) return null
      // Who answers on the topic of another is told by what it calls itself.
      const deviceId = name(payload['device_id']) ?? at.deviceId
      return {
        deviceId: deviceId === at.deviceId ? deviceId : '',
        reqId,
        action: name(payload['action']),
        answer: answerIn(payload),
      }
    },
  }
}

/** `ok` counts most, then `status`, then whether there is an `error`. */
function answerIn(payload: Json): CommandAnswer | 'progress' {
  const { ok, status, error } = payload
  const word = typeof status === 'string' ? status.toUpperCase() : null
  if (typeof ok !== 'boolean' && word !== null && UNDER_WAY.has(word)) return 'progress'
  const isDone = typeof ok === 'boolean' ? ok : word !== null && DONE.has(word)
  if (isDone) return { ok: true, result: resultIn(payload) }
  const words = wordsOf(error) ?? wordsOf(payload['message'])
  if (ok === false || word === 'ERROR' || word === 'FAILED' || words !== null) {
    return {
      ok: false,
      code: 'REFUSED',
      text: words === null ? 'The device refused, and did not say why.' : `The device refused: ${words}`,
      device: words,
    }
  }
  const said = JSON.stringify(payload).slice(0, 200)
  return { ok: false, code: 'REFUSED', text: `The device’s answer is not understood: ${said}`, device: said }
}

function resultIn(payload: Json): Json {
  const { result } = payload
  if (isJsonObject(result)) return result
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !FRAME.has(key)))
}

const LONGEST_WORDS = 1_000

function wordsOf(error: unknown): string | null {
  if (typeof error === 'string') return error === '' ? null : error.slice(0, LONGEST_WORDS)
  if (!isJsonObject(error)) return null
  return wordsOf(error['text']) ?? wordsOf(error['message']) ?? wordsOf(error['code'])
}

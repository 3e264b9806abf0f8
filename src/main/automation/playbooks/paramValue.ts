import type { PlaybookParam } from '../../../contract'

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** What is wrong with a value by itself, without a look at the plant, as a sentence; null: nothing. */
export function paramFault(param: PlaybookParam, value: unknown): string | null {
  const { type, min, max, options } = param
  switch (type) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return `It is a number, not ${shown(value)}.`
      if (min !== null && value < min) return `It is at least ${min}, not ${value}.`
      return max !== null && value > max ? `It is at most ${max}, not ${value}.` : null
    case 'boolean':
      return typeof value === 'boolean' ? null : `It is true or false, not ${shown(value)}.`
    case 'enum': {
      const values = options.map((option) => option.value)
      return typeof value === 'string' && values.includes(value)
        ? null
        : `It is one of ${values.join(', ')}, not ${shown(value)}.`
    }
    case 'time':
      return typeof value === 'string' &&
        (TIME_OF_DAY.test(value) || (MOMENT.test(value) && !Number.isNaN(Date.parse(value))))
        ? null
        : `It is a time of day such as 18:30, or a moment such as 2030-01-31T18:30:00Z, not ${shown(value)}.`
    case 'text':
      if (typeof value !== 'string') return `It is a text, not ${shown(value)}.`
      if (min !== null && value.length < min) return `It has at least ${min} characters.`
      return max !== null && value.length > max ? `It has at most ${max} characters.` : null
    case 'sender':
    case 'receiver':
    case 'device':
    case 'node':
    case 'site':
    case 'room':
      return typeof value === 'string' && value !== ''
        ? null
        : `It is a ${type}, by its ${type === 'site' || type === 'room' ? 'name' : 'id or its label'}, not ${shown(value)}.`
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

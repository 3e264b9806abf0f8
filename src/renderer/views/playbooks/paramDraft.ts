import type { PlaybookParam } from '../../../contract'

/** A form as it is being filled in: what stands in each field. Ticks are `true`; an empty text is nothing. */
export type ParamDraft = Readonly<Record<string, string | boolean>>

/** What the form begins with: the defaults, and over them what was given before. */
export function paramDraft(
  params: readonly PlaybookParam[],
  given: Readonly<Record<string, unknown>> = {},
): ParamDraft {
  return Object.fromEntries(
    params.map(({ name, type, default: standard }) => {
      const value = Object.hasOwn(given, name) ? given[name] : standard
      if (type === 'boolean') return [name, value === true]
      return [name, typeof value === 'string' || typeof value === 'number' ? String(value) : '']
    }),
  )
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/

/** What is wrong with what stands in a field, as a sentence; null: nothing. What only the engine can know is not looked at. */
export function fieldFault(param: PlaybookParam, value: string | boolean): string | null {
  if (typeof value === 'boolean') return null
  const { type, required, title, min, max } = param
  if (value.trim() === '') return required ? `${title} is missing.` : null
  switch (type) {
    case 'number': {
      const number = Number(value.replace(',', '.'))
      if (!Number.isFinite(number)) return `${title} is a number, not “${value}”.`
      if (min !== null && number < min) return `${title} is at least ${String(min)}.`
      return max !== null && number > max ? `${title} is at most ${String(max)}.` : null
    }
    case 'text':
      if (min !== null && value.length < min) return `${title} has at least ${String(min)} characters.`
      return max !== null && value.length > max ? `${title} has at most ${String(max)} characters.` : null
    case 'time':
      return TIME_OF_DAY.test(value.trim()) || !Number.isNaN(Date.parse(value))
        ? null
        : `${title} is a time of day such as 18:30, or a moment such as 2030-01-31T18:30:00Z.`
    case 'sender':
    case 'receiver':
    case 'device':
    case 'node':
    case 'site':
    case 'room':
    case 'enum':
    case 'boolean':
      return null
  }
}

export type ParamFaults = Readonly<Record<string, string>>

/** What is wrong, by the name of the parameter. */
export function paramFaults(params: readonly PlaybookParam[], draft: ParamDraft): ParamFaults {
  return Object.fromEntries(
    params.flatMap((param) => {
      const fault = fieldFault(param, draft[param.name] ?? '')
      return fault === null ? [] : [[param.name, fault]]
    }),
  )
}

/** What is sent: fields that are empty are left out. */
export function paramsOf(params: readonly PlaybookParam[], draft: ParamDraft): Record<string, unknown> {
  return Object.fromEntries(
    params.flatMap(({ name, type }): readonly (readonly [string, unknown])[] => {
      const value = draft[name] ?? ''
      if (typeof value === 'boolean') return [[name, value]]
      const text = value.trim()
      if (text === '') return []
      return [[name, type === 'number' ? Number(text.replace(',', '.')) : text]]
    }),
  )
}

import type { EventValue } from '../../contract'

const LONGEST_TEXT = 2000

/**
 * The value of a plain topic's payload: JSON where it is a boolean, number, string or object, else the text as it is.
 * Null for an empty payload, which takes a retained one away and says nothing.
 */
export function topicValue(payload: Buffer): EventValue | null {
  const text = payload.toString('utf8').trim()
  if (text === '') return null
  const json = parsed(text)
  switch (typeof json) {
    case 'boolean':
    case 'number':
      return json
    case 'string':
      return json.slice(0, LONGEST_TEXT)
    case 'object':
      if (json !== null && !Array.isArray(json)) return { ...json }
      return text.slice(0, LONGEST_TEXT)
    default:
      return text.slice(0, LONGEST_TEXT)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The payload of a state, as it goes on the wire (IS-07 v1.0 §Event types). */
export type Payload =
  | { readonly value: boolean }
  | { readonly value: number; readonly scale?: number }
  | { readonly value: string }
  | Readonly<Record<string, unknown>>

/** What a source of events says at the start, and what it may say. */
export type Signal = {
  /** IS-07 `event_type`, such as `number/temperature/C`. */
  readonly eventType: string
  readonly start: Payload
  /** What `/type` answers (IS-07 v1.0 §Event types – type definitions). */
  readonly type: object
}

export const onOff = (start: boolean): Signal => ({
  eventType: 'boolean',
  start: { value: start },
  type: { type: 'boolean' },
})

export const temperature: Signal = {
  eventType: 'number/temperature/C',
  start: { value: 215, scale: 10 },
  type: {
    type: 'number',
    min: { value: -200, scale: 10 },
    max: { value: 1000, scale: 10 },
    step: { value: 1, scale: 10 },
    scale: 10,
    unit: 'C',
  },
}

export const words = (start: string): Signal => ({
  eventType: 'string',
  start: { value: start },
  type: { type: 'string', max_length: 200 },
})

/** A string of a list; the first one at the start. `name` is the last part of the event type. */
export const choice = (name: string, values: readonly string[]): Signal => ({
  eventType: `string/enum/${name}`,
  start: { value: values[0] ?? '' },
  type: { type: 'string', values: values.map((value) => ({ value, label: value, description: value })) },
})

/** Fields of its own; IS-07 v1.0 defines no type definition for objects. */
export const fields = (name: string, start: Readonly<Record<string, unknown>>): Signal => ({
  eventType: `object/${name}`,
  start,
  type: { type: 'object' },
})

/** A value as a payload of this type; undefined where it cannot be one. */
export function payloadOf({ eventType, start }: Signal, value: unknown): Payload | undefined {
  switch (eventType.split('/')[0]) {
    case 'boolean':
      return typeof value === 'boolean' ? { value } : undefined
    case 'number': {
      if (typeof value !== 'number') return undefined
      const scale = 'scale' in start && typeof start.scale === 'number' ? start.scale : null
      return scale === null ? { value } : { value: Math.round(value * scale), scale }
    }
    case 'string':
      return typeof value === 'string' ? { value } : undefined
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  }
}

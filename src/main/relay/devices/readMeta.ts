import { isModuleName } from './deviceNames'
import { type Payload, isJsonObject } from './payload'

type Json = Readonly<Record<string, unknown>>

/** What a device says of itself. `whole` is all of it, as it came. */
export type DeviceMeta = {
  readonly whole: Json
  /** Null: it gives itself no name. */
  readonly label: string | null
  readonly modules: readonly string[]
  readonly site: string | null
  readonly room: string | null
  /** What it calls itself; null: it does not say. */
  readonly claims: string | null
  /** What tells one piece of hardware from another; null: it does not say. */
  readonly serial: string | null
}

const LONGEST_LABEL = 200
const MOST_MODULES = 50

/** Reads the meta of a device as tolerantly as real ones need: any object will do. `fault`: what is wrong, said of it. */
export function readMeta(
  payload: Exclude<Payload, { readonly kind: 'empty' }>,
): { readonly meta: DeviceMeta } | { readonly fault: string } {
  switch (payload.kind) {
    case 'unfit':
      return { fault: payload.fault }
    case 'text':
      return { fault: 'is not JSON' }
    case 'json':
      return isJsonObject(payload.value) ? { meta: metaFrom(payload.value) } : { fault: 'is no JSON object' }
  }
}

/** The same from one that was kept. */
export function metaFrom(whole: Json): DeviceMeta {
  return {
    whole,
    label: word(whole['label']) ?? word(whole['name']),
    modules: modulesOf(whole['modules']),
    site: word(whole['site']),
    room: word(whole['room']),
    claims: name(whole['device_id']),
    serial: name(whole['serial']) ?? name(whole['serial_number']) ?? name(whole['mac']),
  }
}

/** `["ndi"]`, or `{"ndi": {…}}`; a module that is `false` or `null` is one that it has not. */
function modulesOf(value: unknown): readonly string[] {
  const given: readonly unknown[] = Array.isArray(value)
    ? value
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([key, has]) => (has === false || has === null ? [] : [key]))
      : []
  const names = given.filter((one): one is string => typeof one === 'string' && isModuleName(one))
  return [...new Set(names)].slice(0, MOST_MODULES)
}

/** A text for people; null where there is none. */
export function word(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim().slice(0, LONGEST_LABEL)
  return text === '' ? null : text
}

/** As it is told apart: numbers are taken for texts. */
export function name(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

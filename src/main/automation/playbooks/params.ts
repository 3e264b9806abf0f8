import type { PlaybookParam } from '../../../contract'
import { HouseError } from '../../execution/houseError'
import { ExpressionError } from '../expressions/expression'
import type { LookupKind, PlantLookup } from '../expressions/plantLookup'
import { paramFault } from './paramValue'

type Values = Readonly<Record<string, unknown>>

/**
 * What is given, checked against what is wanted: things of the plant by their ids, what is left out as its default, else
 * null.
 * @throws HouseError, naming every parameter that is unknown, missing or not as it has to be
 */
export function checkedParams(params: readonly PlaybookParam[], given: Values, lookup: PlantLookup): Values {
  const faults: string[] = []
  const known = new Set(params.map(({ name }) => name))
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue
    const has = params.length === 0 ? 'It has none.' : `It has ${[...known].join(', ')}.`
    faults.push(`There is no parameter “${name}”. ${has}`)
  }
  const checked = params.map((param): readonly [string, unknown] => {
    const said = Object.hasOwn(given, param.name) ? given[param.name] : undefined
    const value = said === undefined || said === null ? param.default : said
    if (value === null) {
      if (param.required) faults.push(`The parameter “${param.name}” (${param.type}) is missing.`)
      return [param.name, null]
    }
    const fault = paramFault(param, withoutThing(value))
    if (fault !== null) {
      faults.push(`The parameter “${param.name}”: ${fault}`)
      return [param.name, null]
    }
    try {
      return [param.name, idOf(param, withoutThing(value), lookup)]
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      faults.push(`The parameter “${param.name}”: ${error.message}`)
      return [param.name, null]
    }
  })
  if (faults.length > 0) throw new HouseError('invalid', faults.join(' '))
  return Object.fromEntries(checked)
}

/** A thing of the plant as an expression gives it is meant by its id. */
function withoutThing(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value
}

/** @throws ExpressionError */
function idOf(param: PlaybookParam, value: unknown, lookup: PlantLookup): unknown {
  const { type, format, module } = param
  if (type === 'site' || type === 'room') {
    if (typeof value === 'string' && !lookup.places(type).has(value)) {
      throw new ExpressionError(`There is no ${type} “${value.slice(0, 80)}” in the plant.`)
    }
    return value
  }
  if (!isThing(type)) return value
  const found = lookup.find(type, value)
  if (format !== null && found['format'] !== format) {
    throw new ExpressionError(`${found.label} is ${String(found['format'])}, not ${format}.`)
  }
  const modules = found['modules']
  if (module !== null && !(Array.isArray(modules) && modules.includes(module))) {
    throw new ExpressionError(`${found.label} has no module ${module}.`)
  }
  return found.id
}

/** The values as expressions see them: things of the plant as they are now. */
export function shownParams(params: readonly PlaybookParam[], values: Values, lookup: PlantLookup): Values {
  return Object.fromEntries(
    params.map(({ name, type }) => {
      const value = values[name] ?? null
      return [name, value === null || !isThing(type) ? value : thingNow(lookup, type, value)]
    }),
  )
}

/** What is not in the plant any more is still known by its id. */
function thingNow(lookup: PlantLookup, type: LookupKind, id: unknown): unknown {
  try {
    return lookup.find(type, id)
  } catch (error) {
    if (error instanceof ExpressionError) return { kind: type, id, label: String(id), online: false }
    throw error
  }
}

export function isThing(type: PlaybookParam['type']): type is LookupKind {
  return type === 'sender' || type === 'receiver' || type === 'device' || type === 'node'
}

import { useEffect, useState } from 'react'
import type { RelayModule } from '../../../contract'
import { askRoute } from '../../state/modules'
import { pictureStore } from '../../state/picture'
import { problemOf } from '../../state/problem'
import type { FieldOptions } from './form/FormFields'
import { valueAt } from './deviceWords'

type Source = { readonly route: string; readonly path: string }

/**
 * Where the values of a command's fields come from, by field: as its panel says of this command, else as it says of a
 * field of this name in another one.
 */
export function optionSources(module: RelayModule, command: string): Readonly<Record<string, Source>> {
  const blocks = (module.panel?.blocks ?? []).flatMap((block) => (block.kind === 'command' ? [block] : []))
  const others = blocks.filter((block) => block.command !== command)
  const own = blocks.filter((block) => block.command === command)
  return Object.assign({}, ...[...others, ...own].map(({ options }) => options)) as Readonly<Record<string, Source>>
}

/** The sources of a module stand in the picture as `<module>:<name>`, where its own list cannot be had. */
function namesInPicture(module: string): readonly string[] {
  const begin = `${module}:`
  return [...pictureStore.getState().senders.keys()]
    .filter((id) => id.startsWith(begin))
    .map((id) => id.slice(begin.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

async function valuesOf(module: string, { route, path }: Source, signal: AbortSignal): Promise<readonly string[]> {
  const items = await askRoute(module, route, signal)
  const values = items.map((item) => valueAt(item, path))
  return [
    ...new Set(
      values.flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : [])),
    ),
  ]
}

type Asked = {
  readonly of: string
  readonly options: FieldOptions
  /** Why nothing is offered, as a sentence; null: nothing is wrong. */
  readonly problem: string | null
}

/** What the module offers for the fields of a command, asked once when its form is opened. */
export function useOptions(module: RelayModule, command: string): Omit<Asked, 'of'> {
  const { name } = module
  const sources = JSON.stringify(optionSources(module, command))
  const of = `${name} ${sources}`
  const [asked, setAsked] = useState<Asked>({ of: '', options: {}, problem: null })
  useEffect(() => {
    const life = new AbortController()
    const wanted = Object.entries(JSON.parse(sources) as Record<string, Source>)
    const ask = async (): Promise<void> => {
      const options: Record<string, readonly string[]> = {}
      let problem: string | null = null
      for (const [field, source] of wanted) {
        try {
          options[field] = await valuesOf(name, source, life.signal)
        } catch (thrown) {
          options[field] = namesInPicture(name)
          if (options[field].length === 0) problem = problemOf(thrown)
        }
      }
      if (!life.signal.aborted) setAsked({ of, options, problem })
    }
    void ask()
    return () => {
      life.abort()
    }
  }, [name, sources, of])
  return asked.of === of ? asked : { options: {}, problem: null }
}

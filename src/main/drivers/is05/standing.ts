import type { Change } from '../../../contract'
import type { Standing } from '../driver'
import { asChangeError } from './deviceFault'
import { type ReadBackOptions, inWords, isAs, readActive } from './readBack'

/** Where a change's target is by its `/active`, read once; the plant is told. */
export async function standing(options: ReadBackOptions, change: Change, signal: AbortSignal): Promise<Standing> {
  const { target, before, after } = change
  const read = await readActive(options, target, signal)
  if (!read.ok) return { kind: 'unread', error: asChangeError(`${target.label} (active)`, read.error) }
  const { plant } = options
  const text = `${inWords(plant, target, after)}.`
  if (isAs(plant, target, read.state, after)) return { kind: 'after', text }
  return { kind: isAs(plant, target, read.state, before) ? 'before' : 'otherwise', text }
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlaybookName, TriggerInput } from '../../../contract'
import { problemOf, readYaml } from '../../policy/yamlText'
import type { Logger } from '../../telemetry/logger'

/** A trigger that ships: its id is a name, as that of a playbook. */
const ShippedTrigger = TriggerInput.extend({ id: PlaybookName })
export type ShippedTrigger = { readonly id: string; readonly input: TriggerInput }

/** Reads the triggers that ship, one in each file; one at fault is left out, and the log says why. */
export async function readShippedTriggers(
  folder: string | null,
  logger: Pick<Logger, 'error'>,
): Promise<readonly ShippedTrigger[]> {
  if (folder === null) return []
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(names.filter((name) => /\.ya?ml$/i.test(name)).map(readOne))
  return found.flatMap((one) => one ?? [])

  async function readOne(name: string): Promise<ShippedTrigger | null> {
    const problem = (line: number | null, text: string): null => {
      logger.error('A trigger that ships cannot be read', { file: name, line, problem: text })
      return null
    }
    const yaml = readYaml(await readFile(join(folder ?? '', name), 'utf8'))
    if (!yaml.ok) return problem(yaml.problems[0]?.line ?? null, yaml.problems[0]?.text ?? '')
    const read = ShippedTrigger.safeParse(yaml.value)
    if (read.success) {
      const { id, ...input } = read.data
      return { id, input }
    }
    const [first] = read.error.issues
    const said = first === undefined ? null : problemOf(first, yaml.lineOf)
    return problem(said?.line ?? null, said?.text ?? '')
  }
}

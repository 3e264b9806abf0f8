import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const beside = fileURLToPath(new URL('../../../../shared/nmos-specs', import.meta.url))

/** Where AMWA's specifications and the fixtures lie: `NMOS_SPECS`, else beside the project. */
const folder = resolve(process.env.NMOS_SPECS ?? beside)

/** Whether they are there; tests that need them skip where they are not. */
export const hasSpecFiles = existsSync(folder)

/** All files below `under` whose path ends in `ending`, by their path from there. Empty when the folder is absent. */
export function specFiles(under: string, ending: string): ReadonlyMap<string, string> {
  const root = join(folder, under)
  if (!existsSync(root)) return new Map()
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending))
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

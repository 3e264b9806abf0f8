import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv, { type ValidateFunction } from 'ajv-draft-04'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where AMWA's specifications lie: `NMOS_SPECS`, else beside the project. */
const specsFolder = resolve(process.env.NMOS_SPECS ?? join(root, '../shared/nmos-specs'))

/** Whether AMWA's schemas are there; tests that need them skip where they are not. */
export const specsAvailable = existsSync(join(specsFolder, 'is-04'))

/** At most this many faults are named. */
const namedFaults = 5

const loaded = new Map<string, Ajv>()

/** All schemas of one API version, each under its file name: that is how they refer to each other. */
function schemasOf(api: string): Ajv {
  const known = loaded.get(api)
  if (known !== undefined) return known
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false, validateFormats: false })
  const folder = join(specsFolder, api, 'schemas')
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.json')) continue
    const schema: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    if (typeof schema === 'object' && schema !== null) ajv.addSchema(schema, file)
  }
  loaded.set(api, ajv)
  return ajv
}

/**
 * A check of values against one of AMWA's schemas, `validatorFor('is-04/v1.3', 'sender.json')` for instance. The check
 * throws an Error that names the first faults.
 */
export function validatorFor(api: string, schema: string): (value: unknown) => void {
  const validate: ValidateFunction | undefined = schemasOf(api).getSchema(schema)
  if (validate === undefined) throw new Error(`there is no ${schema} in ${api}`)
  return (value) => {
    if (validate(value) === true) return
    const faults = (validate.errors ?? [])
      .slice(0, namedFaults)
      .map(({ instancePath, message }) => `${instancePath === '' ? '/' : instancePath} ${message ?? ''}`)
    throw new Error(`not as ${api} ${schema} wants it: ${faults.join('; ')}`)
  }
}

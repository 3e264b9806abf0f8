import { type Id, Role, RunInput } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { Asker, Execution } from '../../execution/execution'
import { commandEnd, refusalOf } from '../commandEnd'
import type { RouteContext } from '../module'
import { inWords } from './readPlugin'

/** How long a route waits for the end of its command, ms. */
const WAIT_MS = 30_000

/** A command of a route of a module, as a run through the one gate in the name of who asked. Never rejects. */
export function createRouteCommand(parts: {
  readonly module: string
  readonly devices: () => readonly DeviceState[]
  readonly execution: Pick<Execution, 'start'>
}): RouteContext['command'] {
  const { module, devices, execution } = parts

  /** By its id in the plant, or by what it calls itself where only one does. */
  function deviceIdFor(given: string): Id | null {
    const all = devices()
    const exact = all.find(({ id }) => id === given)
    if (exact !== undefined) return exact.id
    const [only, ...others] = all.filter(({ deviceId }) => deviceId === given)
    return only !== undefined && others.length === 0 ? only.id : null
  }

  return async ({ actor }, device, action, params) => {
    const refused = (code: string, text: string) => ({ ok: false, runId: null, code, text })
    const deviceId = deviceIdFor(device)
    if (deviceId === null) {
      return refused('UNKNOWN_DEVICE', `There is no one device ${device.slice(0, 60)} with the module ${module}.`)
    }
    const input = RunInput.safeParse({
      actions: [{ type: 'mqtt.command', deviceId, module, command: action, params }],
      waitMs: WAIT_MS,
    })
    if (!input.success) return refused('INVALID_PARAMS', `${inWords(input.error)}.`)
    try {
      const asker: Asker = { actor: { ...actor, role: Role.parse(actor.role) }, origin: 'api' }
      const run = await execution.start(asker, input.data)
      const end = commandEnd(run)
      if (end === null)
        return { ok: false, runId: run.id, code: 'UNDER_WAY', text: `Run ${String(run.number)} is not over yet.` }
      return { ok: end.ok, runId: run.id, code: end.code, text: end.text }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === null) throw error
      return refused(refusal.code, refusal.text)
    }
  }
}

import { connectAsync } from 'mqtt'
import type { Id, PlaybookView, Run, StepProgress } from '../../../../src/contract'
import { type Lab, startLab } from '../../../../src/lab/lab'
import { until } from '../../../support/until'
import { type Answer, type OpenDoor, openDoor } from '../../api/openDoor'

export const WAIT_MS = 20_000

/** Runs of playbooks over the real API, on the whole lab: its nodes and its devices on MQTT. */
export type PlaybookStage = {
  readonly lab: Lab
  readonly door: OpenDoor
  readonly sender: (name: string) => Id
  readonly receiver: (name: string) => Id
  /** The sender a receiver is on, as its device says it; null for none. */
  readonly truth: (receiver: string) => Promise<Id | null>
  /** Puts a playbook into the house's folder. */
  readonly save: (text: string) => Promise<PlaybookView>
  /** Starts one and waits until it is over or waits for somebody. @throws where it is refused */
  readonly run: (name: string, params?: object, more?: object) => Promise<Run>
  readonly plan: (name: string, params?: object, more?: object) => Promise<Run>
  /** What is answered, whatever it is. */
  readonly start: (name: string, body: object) => Promise<Answer>
  /** A decision about a run. @throws where it is refused */
  readonly decide: (run: Run, decision: 'approve' | 'cancel' | 'resume' | 'compensate', body?: object) => Promise<Run>
  /** The run when it is in one of these states. */
  readonly reaches: (run: Run, ...states: readonly Run['state'][]) => Promise<Run>
  /** A processor's configuration, as it has it itself. */
  readonly processor: (id: string) => {
    readonly model: string
    readonly fps: number
    readonly rooms: readonly number[]
  }
  /** A verb of the lab's control API. @throws where it is refused */
  readonly tell: (verb: string, body: object) => Promise<void>
  /** Forgets what nodes and devices were sent so far. */
  readonly forget: () => Promise<void>
  /** What nodes were sent since, beside questions, and devices on MQTT at all. */
  readonly writes: () => Promise<readonly string[]>
  /** What was told to people so far, `severity: text`. */
  readonly told: () => readonly string[]
  readonly seen: (look: () => boolean) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startPlaybooks(): Promise<PlaybookStage> {
  const lab = await startLab({ devices: { restartMs: 20, heartbeatMs: 1000 } })
  const door = await openDoor({
    sources: [
      {
        label: 'Lab',
        kind: 'registry',
        queryUrl: lab.registry.queryUrl,
        dnsServer: null,
        role: 'lab',
        site: null,
        priority: 0,
        enabled: true,
      },
    ],
    brokers: [{ name: 'lab', url: lab.broker.url }],
  })
  const devices = lab.mqtt.devices().length
  await until(
    () => door.house.relay.devices.all().filter(({ online }) => online).length,
    (online) => online === devices,
    WAIT_MS,
  )
  await until(
    () => door.discovery.list().map(({ status }) => status.state),
    (states) => states.every((state) => state === 'live'),
    WAIT_MS,
  )

  const ended = new AbortController()
  const notices: string[] = []
  const listening = door.events.watch(null, ended.signal)
  void (async () => {
    for await (const event of listening) {
      if (event.type === 'notice') notices.push(`${event.severity}: ${event.text}`)
    }
  })()
  const commands: string[] = []
  const ear = await connectAsync(lab.broker.url, { reconnectPeriod: 0 })
  ear.on('message', (topic) => commands.push(topic))
  await ear.subscribeAsync(['/lab/device/+/+/cmd', 'nvr/control/commands', 'nvr/control/+/commands'])

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await door.api(method, path, body)
    if (answer.status < 300) return answer.body as T
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
  const begin = (name: string, body: object): Promise<Answer> => door.api('POST', `/playbooks/${name}/runs`, body)

  return {
    lab,
    door,
    sender: (name) => lab.plant.sender(name),
    receiver: (name) => lab.plant.receiver(name),
    async truth(name) {
      const id = lab.plant.receiver(name)
      const node = lab.nodes.find(({ store }) => store.receivers.has(id))
      const answer = await fetch(`${node?.url ?? ''}/x-nmos/connection/v1.1/single/receivers/${id}/active`)
      const active = (await answer.json()) as { master_enable: boolean; sender_id: string | null }
      return active.master_enable ? active.sender_id : null
    },
    save: (text) => {
      const name = /^name: *(\S+)$/m.exec(text)?.[1] ?? ''
      return ask('PUT', `/playbooks/${name}`, { text })
    },
    run: (name, params = {}, more = {}) => ask('POST', `/playbooks/${name}/runs`, { params, waitMs: 60_000, ...more }),
    plan: (name, params = {}, more = {}) => ask('POST', `/playbooks/${name}/runs`, { params, dryRun: true, ...more }),
    start: begin,
    decide: (run, decision, body = {}) => ask('POST', `/runs/${run.id}/${decision}`, body),
    reaches: (run, ...states) =>
      until(
        () => ask<Run>('GET', `/runs/${run.id}`),
        ({ state }) => states.includes(state),
        WAIT_MS,
      ),
    processor(id) {
      const device = lab.mqtt.device(id)
      if (device?.kind !== 'nvr') throw new Error(`The lab has no camera processor ${id}`)
      const { model_id, max_fps, streams } = device.config()
      return { model: model_id, fps: max_fps, rooms: streams.map(({ source_id }) => source_id) }
    },
    told: () => [...notices],
    async tell(verb, body) {
      const answer = await fetch(`${lab.control.url}/${verb}`, { method: 'POST', body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${verb} answered ${answer.status}: ${await answer.text()}`)
    },
    async forget() {
      commands.length = 0
      await fetch(`${lab.control.url}/requests`, { method: 'DELETE' })
    },
    async writes() {
      const answer = await fetch(`${lab.control.url}/requests?not=GET`)
      const requests = (await answer.json()) as { node: string; method: string; path: string }[]
      return [...requests.map(({ node, method, path }) => `${node} ${method} ${path}`), ...commands]
    },
    async seen(look) {
      await until(look, (isSo) => isSo, WAIT_MS)
    },
    async stop() {
      ended.abort()
      await ear.endAsync(true)
      await door.stop()
      await lab.stop()
    },
  }
}

/** The steps of a run by their ids. */
export function stepsOf(run: Run): Readonly<Record<string, StepProgress>> {
  return Object.fromEntries((run.playbook?.steps ?? []).map((step) => [step.id, step]))
}

/** `id: state` of each step, in their order. */
export function statesOf(run: Run): readonly string[] {
  return (run.playbook?.steps ?? []).map(({ id, state }) => `${id}: ${state}`)
}

/** What went wrong in a run, for a test that did not expect it. */
export function faultsOf(run: Run): readonly string[] {
  return (run.playbook?.steps ?? []).flatMap(({ id, problem }) => (problem === null ? [] : [`${id}: ${problem}`]))
}

import type { Agent } from 'node:http'
import type { Clock } from '../time/clock'
import { send, type ClientAnswer } from './httpClient'
import type { ResourceId } from '../identity'
import type { ResourceStore } from './resourceStore'
import { resourceTypes, type ResourceType } from './resources'

export type RegistrationOptions = {
  readonly store: ResourceStore
  /** Base of the Registration API with its version, without trailing slash. */
  readonly url: string
  readonly agent: Agent
  readonly clock: Clock
  readonly heartbeatMs: number
  /** How long to wait before the registry is tried again. */
  readonly retryMs: number
  /** Told when the registry refuses a resource. */
  readonly report: (text: string) => void
  /** True where the registry has been given the node's resources another way. */
  readonly alreadyThere: boolean
}

const timeoutMs = 4000

/**
 * Keeps one node in the registry: registers parents before children, heartbeats, registers anew when the registry has
 * forgotten it, tells it of changes (IS-04 v1.3 §Behaviour: Registration). One request at a time.
 */
export class Registration {
  private readonly dirty = new Map<ResourceId, ResourceType>()
  private readonly gone = new Map<ResourceId, ResourceType>()
  private registered: boolean
  private stopped = true
  private working: Promise<void> = Promise.resolve()
  private wanted = false
  private cancelTimer: (() => void) | undefined
  private stopListening: (() => void) | undefined
  private readonly waiting: (() => void)[] = []

  constructor(private readonly options: RegistrationOptions) {
    this.registered = options.alreadyThere
  }

  /** Begins; the first heartbeat comes after `firstHeartbeatMs`, so that many nodes do not beat at once. */
  start(firstHeartbeatMs: number): void {
    if (!this.stopped) return
    this.stopped = false
    this.stopListening ??= this.options.store.onChange(({ type, id, removed }) => {
      this.dirty.delete(id)
      ;(removed ? this.gone : this.dirty).set(id, type)
      this.kick()
    })
    this.arm(firstHeartbeatMs, this.registered)
    if (!this.registered) this.kick()
  }

  /** Resolves when the registry has everything that the node has. */
  async settled(): Promise<void> {
    if (this.registered && this.dirty.size === 0 && this.gone.size === 0) return
    await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  /** Falls silent, as a node does that lost its power. Changes from now on are remembered. */
  async silence(): Promise<void> {
    this.stopped = true
    this.cancelTimer?.()
    this.cancelTimer = undefined
    await this.working
  }

  /** Ends cleanly: the node is taken out of the registry, which takes what hangs on it along. */
  async stop(unregister: boolean): Promise<void> {
    await this.silence()
    this.stopListening?.()
    this.stopListening = undefined
    for (const resolve of this.waiting.splice(0)) resolve()
    if (!unregister || !this.registered) return
    this.registered = false
    await this.delete('node', this.options.store.self.id).catch(() => undefined)
  }

  private arm(ms: number, beat: boolean): void {
    this.cancelTimer?.()
    if (this.stopped) return
    this.cancelTimer = this.options.clock.after(ms, () => {
      this.cancelTimer = undefined
      if (beat) void this.enqueue(() => this.heartbeat())
      else this.kick()
    })
  }

  private kick(): void {
    if (this.wanted || this.stopped) return
    this.wanted = true
    void this.enqueue(async () => {
      this.wanted = false
      await this.work()
    })
  }

  private enqueue(job: () => Promise<void>): Promise<void> {
    this.working = this.working.then(async () => {
      if (this.stopped) return
      try {
        await job()
      } catch {
        this.arm(this.options.retryMs, this.registered)
      }
    })
    return this.working
  }

  private async heartbeat(): Promise<void> {
    const { url, store, agent, heartbeatMs, retryMs } = this.options
    const answer = await send(agent, 'POST', `${url}/health/nodes/${store.self.id}`, undefined, timeoutMs)
    if (answer.status === 404) this.registered = false
    if (answer.status >= 500) {
      this.arm(retryMs, true)
      return
    }
    this.arm(heartbeatMs, true)
    if (!this.registered || this.dirty.size > 0 || this.gone.size > 0) await this.work()
  }

  private async work(): Promise<void> {
    const { heartbeatMs, store } = this.options
    if (!this.registered) {
      this.dirty.clear()
      this.gone.clear()
      const first = await this.post('node', store.self.id)
      if (first === 200) {
        await this.delete('node', store.self.id)
        await this.post('node', store.self.id)
      }
      this.arm(heartbeatMs, true)
      for (const resource of [...store.all()]) {
        if (resource.type !== 'node') await this.post(resource.type, resource.data.id)
        if (this.stopped) return
      }
      this.registered = true
    }
    await this.flush()
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  /** Sends what has changed, parents first; what fails to arrive stays in the list. */
  private async flush(): Promise<void> {
    for (const [id, type] of [...this.gone]) {
      await this.delete(type, id)
      this.gone.delete(id)
    }
    for (const type of resourceTypes) {
      for (const [id, dirtyType] of [...this.dirty]) {
        if (dirtyType !== type || this.stopped) continue
        this.dirty.delete(id)
        try {
          await this.post(type, id)
        } catch (error) {
          this.dirty.set(id, type)
          throw error
        }
      }
    }
    if (this.dirty.size > 0) await this.flush()
  }

  private async post(type: ResourceType, id: ResourceId): Promise<number> {
    const { url, agent, store } = this.options
    const resource = store.get(type, id)
    if (resource === undefined) return 0
    const answer = await send(agent, 'POST', `${url}/resource`, { type, data: resource.data }, timeoutMs)
    if (answer.status === 404 || answer.status >= 500) throw new Error(`The registry answered ${describe(answer)}`)
    if (answer.status >= 400) this.refused(type, id, answer)
    return answer.status
  }

  /** A 400 for a child means that its parent is unknown there: the registry has forgotten the node. */
  private refused(type: ResourceType, id: ResourceId, answer: ClientAnswer): never {
    this.registered = false
    const text = `The registry refused ${type} ${id}: ${describe(answer)}`
    this.options.report(text)
    throw new Error(text)
  }

  private async delete(type: ResourceType, id: ResourceId): Promise<void> {
    await send(this.options.agent, 'DELETE', `${this.options.url}/resource/${type}s/${id}`, undefined, timeoutMs)
  }
}

const describe = (answer: ClientAnswer): string => `${String(answer.status)} ${answer.body.slice(0, 300)}`

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { BrokerStatus, ChangeState, Counts, Id, RegistryStatus, RunState } from '../../contract'

const brokerStates: readonly BrokerStatus['state'][] = ['off', 'connecting', 'live', 'lost']
type RegistryState = RegistryStatus['state']
const registryStates: readonly RegistryState[] = ['connecting', 'syncing', 'live', 'polling', 'stale', 'off']

/** How often the event loop's delay is sampled, ms. */
const lagResolution = 10
/** Upper bounds in seconds: a local device answers in milliseconds, a dead one after its time-out. */
const changeBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export type Metrics = {
  /** A run has come into this state. */
  readonly countRun: (state: RunState) => void
  /** A change is over. `durationMs` from its beginning to its end. */
  readonly observeChange: (change: {
    readonly driver: string
    readonly state: ChangeState
    readonly durationMs: number
  }) => void
  /** All registries there are, as they are now; those not named are forgotten. */
  readonly setRegistries: (
    registries: readonly { readonly id: Id; readonly label: string; readonly status: RegistryStatus }[],
  ) => void
  /** All MQTT brokers there are, as they are now; those not named are forgotten. */
  readonly setBrokers: (brokers: readonly { readonly name: string; readonly state: BrokerStatus }[]) => void
  readonly setPlant: (counts: Counts) => void
  readonly setStore: (health: { readonly ok: boolean; readonly sizeBytes: number }) => void
  readonly setWindows: (count: number) => void
  /** The Prometheus text exposition format, 0.0.4. */
  readonly text: () => Promise<string>
  /** The `Content-Type` of `text`. */
  readonly contentType: string
  readonly stop: () => void
}

function processMetrics(registers: Registry[]): void {
  const seconds = 1e6
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'nodejs_heap_used_bytes',
    help: 'JavaScript heap in use.',
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed)
    },
  })
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time, user and system.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / seconds)
    },
  })
  new Gauge({
    name: 'process_uptime_seconds',
    help: 'Time since the process began.',
    registers,
    collect() {
      this.set(process.uptime())
    },
  })
}

function eventLoopMetrics(registers: Registry[]): () => void {
  const delay = monitorEventLoopDelay({ resolution: lagResolution })
  delay.enable()
  const nanoseconds = 1e9
  // The histogram measures the whole interval between two samples; what is above the resolution is the lag.
  const lag = (measured: number): number => Math.max(0, measured / nanoseconds - lagResolution / 1000)
  new Gauge({
    name: 'nodejs_eventloop_lag_seconds',
    help: 'Delay of the event loop since the last scrape.',
    labelNames: ['quantile'],
    registers,
    collect() {
      if (delay.count > 0) {
        this.set({ quantile: '0.5' }, lag(delay.percentile(50)))
        this.set({ quantile: '0.99' }, lag(delay.percentile(99)))
        this.set({ quantile: '1' }, lag(delay.max))
      }
      delay.reset()
    },
  })
  return () => {
    delay.disable()
  }
}

/** The figures of one engine, in a register of its own: engines by the dozen do not mix. */
export function createMetrics(): Metrics {
  const register = new Registry()
  const registers = [register]
  const runs = new Counter({
    name: 'signalbox_runs_total',
    help: 'Runs that came into each state.',
    labelNames: ['state'],
    registers,
  })
  const changes = new Histogram({
    name: 'signalbox_change_duration_seconds',
    help: 'Time from the beginning of a change to its end, by driver and outcome.',
    labelNames: ['driver', 'state'],
    buckets: changeBuckets,
    registers,
  })
  const registryState = new Gauge({
    name: 'signalbox_registry_state',
    help: '1 for the state a registry is in.',
    labelNames: ['registry', 'label', 'state'],
    registers,
  })
  const registryResources = new Gauge({
    name: 'signalbox_registry_resources',
    help: 'Resources that a registry has.',
    labelNames: ['registry', 'label'],
    registers,
  })
  const brokerState = new Gauge({
    name: 'signalbox_broker_state',
    help: '1 for the state the link to an MQTT broker is in.',
    labelNames: ['broker', 'state'],
    registers,
  })
  const brokerQueued = new Gauge({
    name: 'signalbox_broker_queued_messages',
    help: 'Messages that wait for an MQTT broker.',
    labelNames: ['broker'],
    registers,
  })
  const brokerDropped = new Gauge({
    name: 'signalbox_broker_dropped_messages',
    help: 'Messages that the full queue of a broker has cost since its link was made.',
    labelNames: ['broker'],
    registers,
  })
  const plant = new Gauge({
    name: 'signalbox_plant_resources',
    help: 'Resources of the plant, by kind.',
    labelNames: ['kind'],
    registers,
  })
  const routes = new Gauge({ name: 'signalbox_plant_routes', help: 'Routes in use.', registers })
  const offline = new Gauge({ name: 'signalbox_plant_offline', help: 'Resources that are offline.', registers })
  const storeOk = new Gauge({ name: 'signalbox_store_ok', help: '1 when the last write reached the disk.', registers })
  const storeSize = new Gauge({ name: 'signalbox_store_bytes', help: 'The database with its journal.', registers })
  const windows = new Gauge({ name: 'signalbox_windows', help: 'Windows that watch the picture.', registers })
  processMetrics(registers)
  const stopLag = eventLoopMetrics(registers)

  return {
    countRun: (state) => {
      runs.inc({ state })
    },
    observeChange: ({ driver, state, durationMs }) => {
      changes.observe({ driver, state }, durationMs / 1000)
    },
    setRegistries: (registries) => {
      registryState.reset()
      registryResources.reset()
      for (const { id, label, status } of registries) {
        for (const state of registryStates) {
          registryState.set({ registry: id, label, state }, state === status.state ? 1 : 0)
        }
        registryResources.set({ registry: id, label }, status.resources)
      }
    },
    setBrokers: (brokers) => {
      for (const gauge of [brokerState, brokerQueued, brokerDropped]) gauge.reset()
      for (const { name, state: link } of brokers) {
        for (const state of brokerStates) brokerState.set({ broker: name, state }, state === link.state ? 1 : 0)
        brokerQueued.set({ broker: name }, link.queued)
        brokerDropped.set({ broker: name }, link.dropped)
      }
    },
    setPlant: ({ routes: routeCount, offline: offlineCount, ...kinds }) => {
      for (const [kind, count] of Object.entries(kinds)) plant.set({ kind }, count)
      routes.set(routeCount)
      offline.set(offlineCount)
    },
    setStore: ({ ok, sizeBytes }) => {
      storeOk.set(ok ? 1 : 0)
      storeSize.set(sizeBytes)
    },
    setWindows: (count) => {
      windows.set(count)
    },
    text: () => register.metrics(),
    contentType: register.contentType,
    stop: () => {
      stopLag()
      register.clear()
    },
  }
}

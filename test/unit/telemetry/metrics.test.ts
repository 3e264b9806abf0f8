import { afterEach, expect, test } from 'vitest'
import { createMetrics, type Metrics } from '../../../src/main/telemetry/metrics'

const made: Metrics[] = []
const metrics = (): Metrics => {
  const fresh = createMetrics()
  made.push(fresh)
  return fresh
}
afterEach(() => {
  for (const each of made.splice(0)) each.stop()
})

const status = { since: '', version: null, href: null, problem: null, resources: 7 }

test('says what it was told, in the Prometheus text format', async () => {
  const it = metrics()
  it.countRun('succeeded')
  it.countRun('succeeded')
  it.countRun('failed')
  it.observeChange({ driver: 'is05', state: 'verified', durationMs: 20 })
  it.setRegistries([{ id: 'g1', label: 'Main', status: { ...status, state: 'connecting' } }])
  it.setRegistries([{ id: 'g2', label: 'Lab "x"', status: { ...status, state: 'live' } }])
  const link = { since: '', problem: null, warning: null, queued: 3, dropped: 1 }
  it.setBrokers([{ name: 'old', state: { ...link, state: 'live' } }])
  it.setBrokers([{ name: 'house', state: { ...link, state: 'lost' } }])
  it.setPlant({ nodes: 1, devices: 2, sources: 3, flows: 4, senders: 5, receivers: 6, routes: 7, offline: 8 })
  it.setStore({ ok: false, sizeBytes: 4096 })
  it.setWindows(2)
  const text = await it.text()
  expect(it.contentType).toContain('text/plain')
  for (const line of [
    'signalbox_runs_total{state="succeeded"} 2',
    'signalbox_runs_total{state="failed"} 1',
    'signalbox_change_duration_seconds_bucket{le="0.01",driver="is05",state="verified"} 0',
    'signalbox_change_duration_seconds_bucket{le="0.025",driver="is05",state="verified"} 1',
    'signalbox_registry_state{registry="g2",label="Lab \\"x\\"",state="live"} 1',
    'signalbox_registry_state{registry="g2",label="Lab \\"x\\"",state="stale"} 0',
    'signalbox_broker_state{broker="house",state="lost"} 1',
    'signalbox_broker_state{broker="house",state="live"} 0',
    'signalbox_broker_queued_messages{broker="house"} 3',
    'signalbox_broker_dropped_messages{broker="house"} 1',
    'signalbox_plant_resources{kind="receivers"} 6',
    'signalbox_plant_routes 7',
    'signalbox_plant_offline 8',
    'signalbox_store_ok 0',
    'signalbox_store_bytes 4096',
    'signalbox_windows 2',
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).not.toContain('registry="g1"')
  expect(text).not.toContain('broker="old"')
  expect(text).toMatch(/^process_resident_memory_bytes \d{6,}/m)
  expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m)
})

test('the lag of the event loop is seen', async () => {
  const it = metrics()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const until = Date.now() + 120
  while (Date.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 50))
  const most = /nodejs_eventloop_lag_seconds\{quantile="1"\} ([\d.e-]+)/.exec(await it.text())?.[1]
  expect(Number(most)).toBeGreaterThan(0.05)
})

test('two engines do not mix', async () => {
  const [one, two] = [metrics(), metrics()]
  one.countRun('failed')
  expect(await two.text()).not.toContain('state="failed"')
})

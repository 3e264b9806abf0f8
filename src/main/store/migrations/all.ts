import { journal } from './0001_journal'
import { house } from './0002_house'
import { execution } from './0003_execution'
import { policy } from './0004_policy'
import { audit } from './0005_audit'
import { tally } from './0006_tally'
import { brokers } from './0007_brokers'
import { mqttDevices } from './0008_mqtt_devices'
import { playbooks } from './0009_playbooks'
import { triggers } from './0010_triggers'
import { jobs } from './0011_jobs'
import { runSources } from './0012_run_sources'
import type { Migration } from './migration'

/** Every step there is, in order. */
export const migrations: readonly Migration[] = [
  journal,
  house,
  execution,
  policy,
  audit,
  tally,
  brokers,
  mqttDevices,
  playbooks,
  triggers,
  jobs,
  runSources,
]

/** The schema version this Signalbox writes. */
export const newestVersion = migrations.reduce((newest, { version }) => Math.max(newest, version), 0)

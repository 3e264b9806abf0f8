import electron from 'electron'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { desktopArguments } from './desktop/desktopArguments'
import { keychainOf } from './desktop/keychain'
import { runDesktop } from './desktop/runDesktop'
import { sqliteBinding } from './desktop/sqliteBinding'
import { createEngine } from './engine'
import { parseHostFlags } from './hostFlags'
import { createFlagSources } from './labProcess'
import { systemClock } from './telemetry/clock'
import { createLogger } from './telemetry/createLogger'
import { createConsoleSink } from './telemetry/logSink'

/** Signalbox as a desktop application. Thin: everything it decides is in desktop/. */
function main(): Promise<void> {
  const { app } = electron
  const { kiosk, rest } = desktopArguments(process.argv, app.isPackaged)
  const flags = parseHostFlags(rest, process.env)
  const out = join(import.meta.dirname, '..')
  const plant = createFlagSources(flags, join(import.meta.dirname, 'lab.js'))

  return runDesktop({
    electron,
    kiosk,
    dataDir: flags.dataDir,
    paths: {
      renderer: join(out, 'renderer'),
      preload: join(out, 'preload', 'bridge.cjs'),
      icon: join(out, '..', 'assets', 'icons', '256x256.png'),
    },
    developmentUrl: process.env['ELECTRON_RENDERER_URL'] ?? null,
    userName: localName(),
    platform: process.platform,
    schedule: (act, afterMs) => {
      const timer = setTimeout(act, afterMs)
      return () => {
        clearTimeout(timer)
      }
    },
    now: systemClock.now,
    logger: createLogger({ sink: createConsoleSink(process.stderr), level: 'info', clock: systemClock }),
    createEngine: () => {
      const engine = createEngine({
        dataDir: flags.dataDir,
        nativeBinding: sqliteBinding([process.resourcesPath, out]),
        sources: plant.sources,
        brokers: plant.brokers,
        moduleSettings: plant.moduleSettings,
        playbooks: join(out, '..', 'playbooks'),
        keychain: () => keychainOf(electron.safeStorage, process.platform),
        door: null,
      })
      return {
        start: engine.start,
        stop: async () => {
          await engine.stop()
          await plant.stop()
        },
        servePort: engine.servePort,
      }
    },
  })
}

/** Who is signed in to this machine; empty where its operating system does not know. */
function localName(): string {
  try {
    return userInfo().username
  } catch {
    return ''
  }
}

async function start(): Promise<void> {
  try {
    await main()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(reason)
    electron.dialog.showErrorBox('Signalbox cannot start', reason)
    electron.app.exit(1)
  }
}

void start()

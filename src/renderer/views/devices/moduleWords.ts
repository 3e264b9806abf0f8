import type { RegistryStatus, RelayModule } from '../../../contract'

export const moduleDots: Readonly<Record<RelayModule['state'], RegistryStatus['state']>> = {
  running: 'live',
  off: 'off',
  failed: 'stale',
}

export const moduleStates: Readonly<Record<RelayModule['state'], string>> = {
  running: 'running',
  off: 'switched off',
  failed: 'not running',
}

import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { ModuleInput, ModuleSource } from '../module'

/** What the running modules show in the picture. None of it throws. */
export type ModulePorts = {
  /** The inputs that modules see on a device, at most one each. */
  readonly inputsOf: (device: DeviceState) => readonly { readonly module: string; readonly input: ModuleInput }[]
  /** What their inputs can be on. */
  readonly sources: () => readonly {
    readonly module: string
    readonly title: string
    readonly sources: readonly ModuleSource[]
  }[]
  /** Told when any of it may have changed without a device having said anything. */
  readonly onChange: (listener: () => void) => () => void
}

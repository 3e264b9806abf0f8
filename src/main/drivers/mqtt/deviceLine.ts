import type { z } from 'zod'
import type { Id } from '../../../contract'

/** A device on MQTT as it is now: what it says of itself (`meta`) and how it is (`state`), as it came. */
export type DeviceState = {
  /** Its id in the plant. */
  readonly id: Id
  readonly broker: string
  readonly deviceId: string
  readonly label: string
  readonly modules: readonly string[]
  readonly online: boolean
  /** Why it is offline, as a sentence; null while it is not. */
  readonly problem: string | null
  readonly meta: Readonly<Record<string, unknown>>
  readonly state: Readonly<Record<string, unknown>>
}

export type Params = Readonly<Record<string, unknown>>

/** What a device is told to do. */
export type DeviceCommand = { readonly action: string; readonly params: Params }

/** A command that a module knows. Everything in it is pure. */
export type CommandDefinition = {
  /** For people: `Start playing`. */
  readonly title: string
  /** A zod object; unknown keys are its to refuse. */
  readonly params: z.ZodType<Record<string, unknown>>
  /** Why it cannot be done to this device as it is now, as a sentence; null: nothing is known against it. */
  readonly check?: (params: Params, device: DeviceState) => string | null
  /** What undoes it, by how the device was before; null: there is nothing to undo. Absent: it cannot be undone. */
  readonly reverse?: (params: Params, before: DeviceState) => DeviceCommand | null
  /** Whether the device's state shows that it is so; null: the state does not say. Absent: it never says. */
  readonly shows?: (params: Params, device: DeviceState) => boolean | null
}

/** How routes to the inputs of a module's devices are made. */
export type RouteCommands = {
  /** @returns the command, or a sentence why it cannot be */
  readonly connect: (
    sender: { readonly id: Id; readonly label: string },
    device: DeviceState,
  ) => DeviceCommand | { readonly problem: string }
  readonly disconnect: (device: DeviceState) => DeviceCommand
}

/** What the devices of a module can be told. */
export type CommandSet = {
  readonly module: string
  readonly commands: Readonly<Record<string, CommandDefinition>>
  /** Null: its devices have no inputs. */
  readonly route: RouteCommands | null
}

/** What a device answered; `TIMEOUT`: nothing in time; `NOT_SENT`: the broker did not take it. */
export type CommandAnswer =
  | { readonly ok: true; readonly result: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false
      readonly code: 'REFUSED' | 'TIMEOUT' | 'NOT_SENT' | 'OFFLINE'
      readonly text: string
      /** The device's own words; null when it said nothing. */
      readonly device: string | null
    }

/** A command on its way: who is named to the device, and under which number it answers. */
export type SentCommand = { readonly reqId: string; readonly actor: string; readonly command: DeviceCommand }

/** The devices on MQTT, as the driver sees them. */
export type DeviceLine = {
  readonly device: (id: Id) => DeviceState | undefined
  /** What the devices of a module can be told; undefined while it is not running. */
  readonly commands: (module: string) => CommandSet | undefined
  /** Sends once and waits for the answer. Never rejects; the signal ends the waiting. */
  readonly send: (device: DeviceState, module: string, sent: SentCommand, signal: AbortSignal) => Promise<CommandAnswer>
  /** Fulfilled with true when the device's state says so, false when it does not within `waitMs`. */
  readonly until: (
    id: Id,
    wanted: (device: DeviceState) => boolean,
    waitMs: number,
    signal: AbortSignal,
  ) => Promise<boolean>
}

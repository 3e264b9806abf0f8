import { z } from 'zod'
import { Actor, Id, Scope, Timestamp } from './primitives'
import { Action, ActivationInput, OnFailure } from './runs'

const salvo = {
  label: z.string().trim().min(1).max(100),
  /** Folders of the list, `Line-ups` or `Line-ups/Evening`; empty for none. */
  folder: z.string().trim().max(200),
  description: z.string().max(1000),
  /** A key that fires it: `F1` to `F11`, or with `Ctrl+`, `Alt+`, `Shift+`. One salvo per key. */
  hotkey: z
    .string()
    .regex(/^(Ctrl\+)?(Alt\+)?(Shift\+)?F([1-9]|1[01])$/, 'a key from F1 to F11, such as “F3” or “Ctrl+F3”')
    .nullable(),
  /** Null: as the settings say for the origin of who fires it. */
  onFailure: OnFailure.nullable(),
  activation: ActivationInput,
  /** Marked as a change: fired inside an approved change window only. */
  change: z.boolean(),
  actions: z.array(Action).min(1, 'A salvo needs at least one entry').max(5000),
}

export const SalvoInput = z.strictObject({
  ...salvo,
  folder: salvo.folder.default(''),
  description: salvo.description.default(''),
  hotkey: salvo.hotkey.default(null),
  onFailure: salvo.onFailure.default(null),
  activation: salvo.activation.default({ mode: 'activate_immediate' }),
  change: salvo.change.default(false),
})
export type SalvoInput = z.infer<typeof SalvoInput>

/** What is not named stays as it is. `revision`: the one that was edited; refused when somebody saved meanwhile. */
export const SalvoPatch = z.strictObject({ ...salvo, revision: z.number().int() }).partial()
export type SalvoPatch = z.infer<typeof SalvoPatch>

/** An entry as it is shown: names are the plant's, else the ones of when it was saved. */
export const SalvoEntry = z.object({
  senderLabel: z.string().nullable(),
  receiverLabel: z.string().nullable(),
  /** Ids that the plant does not have (any more). */
  missing: z.array(Id),
})
export type SalvoEntry = z.infer<typeof SalvoEntry>

export const Salvo = z.object({
  id: Id,
  ...salvo,
  /** One for each of `actions`. */
  entries: z.array(SalvoEntry),
  revision: z.number().int(),
  editedBy: Actor,
  editedAt: Timestamp,
})
export type Salvo = z.infer<typeof Salvo>

/** A salvo from how things are now. */
export const SalvoCapture = z.strictObject({
  label: salvo.label,
  folder: salvo.folder.default(''),
  scope: Scope,
  /** Also disconnect what is on nothing now. */
  idle: z.boolean().default(false),
})
export type SalvoCapture = z.infer<typeof SalvoCapture>

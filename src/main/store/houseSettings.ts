import { z } from 'zod'
import { DEFAULT_SETTINGS, Settings } from '../../contract'

const Document = z.record(z.string(), z.unknown())

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The settings of a stored document, which may be of an older Signalbox: what it does not have is as by default, and a
 * part that can no longer be understood is so as a whole, which `warn` is told.
 */
export function settingsFrom(text: string, warn: (problem: string) => void): Settings {
  const document = Document.safeParse(parsed(text))
  if (!document.success) {
    warn('The settings of execution in the database cannot be read; the defaults are used. Save them again.')
    return DEFAULT_SETTINGS
  }
  const part = <T extends object>(name: keyof Settings, schema: z.ZodType<T>, standard: T): T => {
    const stored = document.data[name]
    if (stored === undefined) return standard
    const found = Document.safeParse(stored)
    const whole = schema.safeParse(found.success ? { ...standard, ...found.data } : stored)
    if (whole.success) return whole.data
    warn(
      `The settings “${name}” in the database cannot be understood; the defaults are used for them. Save them again. ` +
        `(${z.prettifyError(whole.error)})`,
    )
    return standard
  }
  const {
    execution,
    onFailure,
    approval,
    changeControl,
    soleController,
    audit,
    policy,
    tally,
    relay,
    playbooks,
    recovery,
  } = Settings.shape
  return {
    execution: part('execution', execution, DEFAULT_SETTINGS.execution),
    onFailure: part('onFailure', onFailure, DEFAULT_SETTINGS.onFailure),
    approval: part('approval', approval, DEFAULT_SETTINGS.approval),
    changeControl: part('changeControl', changeControl, DEFAULT_SETTINGS.changeControl),
    soleController: part('soleController', soleController, DEFAULT_SETTINGS.soleController),
    audit: part('audit', audit, DEFAULT_SETTINGS.audit),
    policy: part('policy', policy, DEFAULT_SETTINGS.policy),
    tally: part('tally', tally, DEFAULT_SETTINGS.tally),
    relay: part('relay', relay, DEFAULT_SETTINGS.relay),
    playbooks: part('playbooks', playbooks, DEFAULT_SETTINGS.playbooks),
    recovery: part('recovery', recovery, DEFAULT_SETTINGS.recovery),
  }
}

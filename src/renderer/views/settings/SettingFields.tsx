import type { ReactNode } from 'react'
import page from '../../components/Page.module.css'
import styles from './Settings.module.css'
import type { NumberField, settingsFaults, SettingsDraft } from './settingsDraft'

/** The settings as a form has them. */
export type SettingsForm = {
  readonly draft: SettingsDraft
  readonly faults: ReturnType<typeof settingsFaults>
  /** Who looks may not change them. */
  readonly off: boolean
  readonly put: (part: Partial<SettingsDraft>) => void
}

/** Settings that belong together. */
export function Card({
  title,
  about,
  children,
}: {
  readonly title: string
  readonly about: string
  readonly children: ReactNode
}) {
  return (
    <section className={`${styles.card ?? ''} ${page.form ?? ''}`} aria-label={title}>
      <h2>{title}</h2>
      <p>{about}</p>
      {children}
    </section>
  )
}

/** One setting: its name on the left, what it is on the right. */
export function Row({
  label,
  note,
  fault,
  children,
}: {
  readonly label: string
  readonly note: string
  readonly fault: string | undefined
  readonly children: ReactNode
}) {
  return (
    <label className={styles.row}>
      <span>{label}</span>
      {children}
      <small className={fault === undefined ? undefined : styles.fault}>{fault ?? note}</small>
    </label>
  )
}

type NumberProps = {
  readonly form: SettingsForm
  readonly field: NumberField
  readonly label: string
  readonly note: string
  readonly unit: string
  /** What an empty one means. */
  readonly none: string
}

/** A setting that is a number. */
export function NumberRow({ form: { draft, faults, off, put }, field, label, note, unit, none }: NumberProps) {
  const fault = faults[field]
  return (
    <Row label={label} note={note} fault={fault}>
      <div className={styles.unit}>
        <input
          inputMode="decimal"
          value={draft[field]}
          placeholder={none}
          disabled={off}
          aria-invalid={fault !== undefined}
          onChange={(event) => {
            put({ [field]: event.currentTarget.value })
          }}
        />
        <span>{unit}</span>
      </div>
    </Row>
  )
}

type FolderProps = {
  readonly form: SettingsForm
  readonly field: 'policyFolder' | 'moduleFolder' | 'playbookFolder'
  readonly label: string
}

/** A folder on the machine of the engine; empty: none. */
export function FolderField({ form: { draft, off, put }, field, label }: FolderProps) {
  return (
    <div className={page.field}>
      <span>{label}, on the machine of the engine</span>
      <input
        className="mono"
        aria-label={label}
        value={draft[field]}
        disabled={off}
        maxLength={1000}
        placeholder="none"
        spellCheck={false}
        onChange={(event) => {
          put({ [field]: event.currentTarget.value })
        }}
      />
    </div>
  )
}

import { useState } from 'react'
import type { Settings } from '../../../contract'
import { client } from '../../app/client'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { settings as asked } from '../../state/settings'
import { ApprovalCard, ChangeControlCard, SoleControllerCard } from './ControlCards'
import { ExecutionCard, FailureCard } from './ExecutionCards'
import { DeviceCard, PlaybookCard, PolicyCard } from './FolderCards'
import type { SettingsForm } from './SettingFields'
import styles from './Settings.module.css'
import { isSameDraft, settingsDraft, settingsFaults, settingsOf, type SettingsDraft } from './settingsDraft'
import { AuditCard, RecoveryCard, TallyCard } from './WatchCards'

/** What the house has decided about execution; an engineer may decide otherwise. */
export function HouseSettings({ settings }: { readonly settings: Settings }) {
  const off = !isAtLeast(useActor(), 'engineer')
  const saved = settingsDraft(settings)
  const [edited, setEdited] = useState<SettingsDraft | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const draft = edited ?? saved
  const faults = settingsFaults(draft)
  const changed = edited !== null && !isSameDraft(edited, saved)
  const put = (part: Partial<SettingsDraft>): void => {
    setEdited({ ...draft, ...part })
    setProblem(null)
  }
  const save = (): void => {
    if (Object.keys(faults).length > 0) {
      setProblem('Nothing is saved yet; what is wrong is said below each number.')
      return
    }
    setBusy(true)
    client.settings
      .update(settingsOf(draft))
      .then((value) => {
        asked.store.setState({ value, problem: null })
        setEdited(null)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const form: SettingsForm = { draft, faults, off, put }
  return (
    <div className={styles.whole}>
      <div className={page.head}>
        <div>
          <h1>Settings</h1>
          <p>
            What the house has decided about how takes are carried out, and what policies, tally and audit go by. It
            counts from the next run on, in every window.
          </p>
        </div>
        <div className={styles.saves}>
          {changed && (
            <>
              <BackButton
                changed
                onDrop={() => {
                  setEdited(null)
                  setProblem(null)
                }}
                onBack={null}
              />
              <Button look="main" disabled={busy} onClick={save}>
                {busy ? 'Saving…' : 'Save the settings'}
              </Button>
            </>
          )}
        </div>
      </div>
      {(off || problem !== null) && (
        <div className={styles.note}>
          {off && <p className={styles.look}>You may look at the settings; changing them needs the role engineer.</p>}
          <Problem text={problem} />
        </div>
      )}
      <div className={styles.grid}>
        <ExecutionCard form={form} />
        <FailureCard form={form} />
        <ApprovalCard form={form} />
        <ChangeControlCard form={form} />
        <SoleControllerCard form={form} />
        <PolicyCard form={form} />
        <TallyCard form={form} />
        <AuditCard form={form} />
        <DeviceCard form={form} />
        <PlaybookCard form={form} />
        <RecoveryCard form={form} />
      </div>
    </div>
  )
}

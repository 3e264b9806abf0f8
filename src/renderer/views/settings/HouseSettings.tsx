import { useState, type ReactNode } from 'react'
import type { OnFailure, Origin, Settings } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'
import { settings as asked } from '../../state/settings'
import { isAtLeast, useActor } from '../../state/session'
import { failurePolicies } from '../salvos/failureWords'
import { hashOf } from '../../app/place'
import { Tick } from '../../components/Tick'
import { HostList } from './HostList'
import { RecoveryList } from './RecoveryList'
import { ScopeList } from './ScopeList'
import { TopicList } from './TopicList'
import {
  isSameDraft,
  settingsDraft,
  settingsFaults,
  settingsOf,
  type NumberField,
  type SettingsDraft,
} from './settingsDraft'
import styles from './Settings.module.css'

const origins: readonly (readonly [Origin, string])[] = [
  ['window', 'Taken in a window'],
  ['api', 'Asked by the API'],
  ['mqtt', 'Asked over MQTT'],
  ['schedule', 'Booked'],
  ['trigger', 'Triggered'],
  ['engine', 'Signalbox itself'],
]

const policies: Readonly<Record<OnFailure, string>> = {
  'pause-and-ask': 'stop and ask',
  'auto-rollback': 'put all back',
  'continue-on-error': 'go on',
}

function Row({
  label,
  note,
  fault,
  children,
}: {
  label: string
  note: string
  fault: string | undefined
  children: ReactNode
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
  readonly label: string
  readonly note: string
  readonly unit: string
  readonly value: string
  readonly none: string
  readonly fault: string | undefined
  readonly disabled: boolean
  readonly onChange: (text: string) => void
}

function NumberRow({ label, note, unit, value, none, fault, disabled, onChange }: NumberProps) {
  return (
    <Row label={label} note={note} fault={fault}>
      <div className={styles.unit}>
        <input
          inputMode="decimal"
          value={value}
          placeholder={none}
          disabled={disabled}
          aria-invalid={fault !== undefined}
          onChange={(event) => {
            onChange(event.currentTarget.value)
          }}
        />
        <span>{unit}</span>
      </div>
    </Row>
  )
}

function Card({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className={`${styles.card ?? ''} ${page.form ?? ''}`} aria-label={title}>
      <h2>{title}</h2>
      <p>{about}</p>
      {children}
    </section>
  )
}

/** A folder on the machine of the engine; empty: none. */
function FolderField({
  label,
  value,
  disabled,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (text: string) => void
}) {
  return (
    <div className={page.field}>
      <span>{label}, on the machine of the engine</span>
      <input
        className="mono"
        aria-label={label}
        value={value}
        disabled={disabled}
        maxLength={1000}
        placeholder="none"
        spellCheck={false}
        onChange={(event) => {
          onChange(event.currentTarget.value)
        }}
      />
    </div>
  )
}

/** What the house has decided about execution; an engineer may decide otherwise. */
export function HouseSettings({ settings }: { readonly settings: Settings }) {
  const may = isAtLeast(useActor(), 'engineer')
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
  const off = !may
  const number = (field: NumberField) => ({
    value: draft[field],
    fault: faults[field],
    disabled: off,
    onChange: (text: string) => {
      put({ [field]: text })
    },
  })
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
              <Button
                look="bare"
                onClick={() => {
                  setEdited(null)
                  setProblem(null)
                }}
              >
                Drop the changes
              </Button>
              <Button disabled={busy} onClick={save}>
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
        <Card title="Execution" about="How many changes are at work at once, and how long a device may take.">
          <NumberRow
            {...number('parallel')}
            label="Changes at work at once"
            note="Over the whole plant."
            unit="changes"
            none=""
          />
          <NumberRow
            {...number('perNodeRate')}
            label="Begun on one node"
            note="Nothing: as many as it answers."
            unit="in a second"
            none="any"
          />
          <NumberRow
            {...number('requestMs')}
            label="A request to a device"
            note="Then the device counts as silent."
            unit="ms"
            none=""
          />
          <NumberRow
            {...number('changeMs')}
            label="A change as a whole"
            note="From its first request until the device says that it is so."
            unit="ms"
            none=""
          />
          <Row label="Several in one request" note="Where a device offers it (IS-05 bulk)." fault={undefined}>
            <input
              type="checkbox"
              checked={draft.bulk}
              disabled={off}
              onChange={(event) => {
                put({ bulk: event.currentTarget.checked })
              }}
            />
          </Row>
          <NumberRow
            {...number('togetherMs')}
            label="Lead of “together”"
            note="How far ahead the one moment is put."
            unit="ms"
            none=""
          />
        </Card>
        <Card
          title="If one fails"
          about="What a failed change means for the others of its run, by who asked. A salvo may say otherwise."
        >
          {origins.map(([origin, words]) => (
            <Row key={origin} label={words} note="" fault={undefined}>
              <select
                value={draft.onFailure[origin]}
                disabled={off}
                onChange={(event) => {
                  const chosen = failurePolicies.find((each) => each === event.currentTarget.value)
                  if (chosen !== undefined) put({ onFailure: { ...draft.onFailure, [origin]: chosen } })
                }}
              >
                {failurePolicies.map((each) => (
                  <option key={each} value={each}>
                    {policies[each]}
                  </option>
                ))}
              </select>
            </Row>
          ))}
        </Card>
        <Card title="A second person" about="Which runs wait until somebody else says yes.">
          <NumberRow
            {...number('approvalRoutes')}
            label="More routes than"
            note="Nothing: no limit."
            unit="routes"
            none="no limit"
          />
          <Row label="Who may say yes" note="Never the one who asked." fault={undefined}>
            <select
              value={draft.approvalRole}
              disabled={off}
              onChange={(event) => {
                const role = event.currentTarget.value
                if (role === 'operator' || role === 'engineer' || role === 'admin') put({ approvalRole: role })
              }}
            >
              <option value="operator">operator</option>
              <option value="engineer">engineer</option>
              <option value="admin">admin</option>
            </select>
          </Row>
          <p>And whatever touches:</p>
          <ScopeList
            label="parts that want a second person"
            none="nothing in particular"
            value={draft.approvalScopes}
            disabled={off}
            onChange={(approvalScopes) => {
              put({ approvalScopes })
            }}
          />
        </Card>
        <Card title="Change control" about="What touches these parts runs inside an approved change window only.">
          <ScopeList
            label="parts under change control"
            none="nothing: takes run at any time"
            value={draft.changeScopes}
            disabled={off}
            onChange={(changeScopes) => {
              put({ changeScopes })
            }}
          />
        </Card>
        <Card
          title="One controller"
          about="Signalbox is the one controller of these parts: somebody else’s change is an alarm, not a note."
        >
          <ScopeList
            label="parts with one controller"
            none="nothing: changes by others are noted"
            value={draft.soleScopes}
            disabled={off}
            onChange={(soleScopes) => {
              put({ soleScopes })
            }}
          />
        </Card>
        <Card title="Policies" about="Rules as files, beside those that are kept here.">
          <FolderField
            label="Folder with YAML files"
            value={draft.policyFolder}
            disabled={off}
            onChange={(policyFolder) => {
              put({ policyFolder })
            }}
          />
          <Tick
            label="Files that changed and are in order take effect by themselves; else somebody applies them"
            on={draft.policyAutoApply}
            disabled={off}
            onChange={(policyAutoApply) => {
              put({ policyAutoApply })
            }}
          />
          <p className={styles.links}>
            <a href={hashOf('policies', 'defaults')}>What happens where no rule decides</a>
            <a href={hashOf('policies', 'files')}>How the files stand</a>
          </p>
        </Card>
        <Card title="Tally" about="When a tally is not heard any more it is stale: what it marks counts as on air.">
          <NumberRow
            {...number('staleS')}
            label="A source is stale after"
            note="IS-07 sources say every 5 s that they are there."
            unit="s"
            none=""
          />
          <Tick
            label="Salvos, snapshots and playbooks leave out what is on air; else that refuses the whole"
            on={draft.recallSkipsOnAir}
            disabled={off}
            onChange={(recallSkipsOnAir) => {
              put({ recallSkipsOnAir })
            }}
          />
          <TopicList
            topics={draft.topics}
            disabled={off}
            onChange={(topics) => {
              put({ topics })
            }}
          />
        </Card>
        <Card title="Audit" about="Who did what, chained so that nothing can be taken out unseen.">
          <NumberRow
            {...number('retentionDays')}
            label="Rows are kept for"
            note="Nothing: for ever."
            unit="days"
            none="ever"
          />
          <NumberRow
            {...number('plansDays')}
            label="Dry runs are kept for"
            note="Those that nobody approved meanwhile."
            unit="days"
            none=""
          />
          <p className={styles.links}>
            <a href={hashOf('audit', null)}>Look at the audit</a>
          </p>
        </Card>
        <Card title="Devices on MQTT" about="How commands go to devices, and when a device counts as gone.">
          <NumberRow
            {...number('commandMs')}
            label="A device answers within"
            note="Then the command has failed."
            unit="ms"
            none=""
          />
          <NumberRow
            {...number('actorRate')}
            label="Commands of one actor"
            note="More of them, from one broker, are left out."
            unit="in a second"
            none=""
          />
          <NumberRow
            {...number('silentS')}
            label="Offline when silent for"
            note="Nothing: only its last will says so."
            unit="s"
            none="never"
          />
          <FolderField
            label="Folder with modules of the house"
            value={draft.moduleFolder}
            disabled={off}
            onChange={(moduleFolder) => {
              put({ moduleFolder })
            }}
          />
        </Card>
        <Card title="Playbooks" about="Those of the house, beside those that ship, and whom their steps may ask.">
          <NumberRow
            {...number('playbookParallel')}
            label="Items of a step at once"
            note="Of a step that is done for each of a list."
            unit="items"
            none=""
          />
          <FolderField
            label="Folder with playbooks of the house"
            value={draft.playbookFolder}
            disabled={off}
            onChange={(playbookFolder) => {
              put({ playbookFolder })
            }}
          />
          <HostList
            hosts={draft.allowedHosts}
            disabled={off}
            onChange={(allowedHosts) => {
              put({ allowedHosts })
            }}
          />
        </Card>
        <Card
          title="Recovery"
          about="The last good routing is kept. When a node or a registry comes back otherwise, the difference is shown, or put right."
        >
          <NumberRow
            {...number('quietS')}
            label="Good when quiet for"
            note="Nothing was changed for so long, and all of it is well."
            unit="s"
            none=""
          />
          <RecoveryList
            value={draft.recoveryScopes}
            disabled={off}
            onChange={(recoveryScopes) => {
              put({ recoveryScopes })
            }}
          />
        </Card>
      </div>
    </div>
  )
}

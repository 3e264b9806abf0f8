import { hashOf } from '../../app/place'
import { Tick } from '../../components/Tick'
import { RecoveryList } from './RecoveryList'
import { Card, NumberRow, type SettingsForm } from './SettingFields'
import styles from './Settings.module.css'
import { TopicList } from './TopicList'

/** What is heard of being on air. */
export function TallyCard({ form }: { readonly form: SettingsForm }) {
  const { draft, off, put } = form
  return (
    <Card title="Tally" about="When a tally is not heard any more it is stale: what it marks counts as on air.">
      <NumberRow
        form={form}
        field="staleS"
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
  )
}

/** How long is kept what was done. */
export function AuditCard({ form }: { readonly form: SettingsForm }) {
  return (
    <Card title="Audit" about="Who did what, chained so that nothing can be taken out unseen.">
      <NumberRow
        form={form}
        field="retentionDays"
        label="Rows are kept for"
        note="Nothing: for ever."
        unit="days"
        none="ever"
      />
      <NumberRow
        form={form}
        field="plansDays"
        label="Dry runs are kept for"
        note="Those that nobody approved meanwhile."
        unit="days"
        none=""
      />
      <p className={styles.links}>
        <a href={hashOf('audit', null)}>Look at the audit</a>
      </p>
    </Card>
  )
}

/** The last good routing, and what is done when it was lost. */
export function RecoveryCard({ form }: { readonly form: SettingsForm }) {
  const { draft, off, put } = form
  return (
    <Card
      title="Recovery"
      about="The last good routing is kept. When a node or a registry comes back otherwise, the difference is shown, or put right."
    >
      <NumberRow
        form={form}
        field="quietS"
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
  )
}

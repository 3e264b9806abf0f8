import { ScopeList } from './ScopeList'
import { Card, NumberRow, Row, type SettingsForm } from './SettingFields'

/** What wants the yes of somebody else. */
export function ApprovalCard({ form }: { readonly form: SettingsForm }) {
  const { draft, off, put } = form
  return (
    <Card title="A second person" about="Which runs wait until somebody else says yes.">
      <NumberRow
        form={form}
        field="approvalRoutes"
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
  )
}

/** What is changed inside change windows only. */
export function ChangeControlCard({ form: { draft, off, put } }: { readonly form: SettingsForm }) {
  return (
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
  )
}

/** Where nobody else should change anything. */
export function SoleControllerCard({ form: { draft, off, put } }: { readonly form: SettingsForm }) {
  return (
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
  )
}

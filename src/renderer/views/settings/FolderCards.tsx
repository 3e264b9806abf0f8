import { hashOf } from '../../app/place'
import { Tick } from '../../components/Tick'
import { HostList } from './HostList'
import { Card, FolderField, NumberRow, type SettingsForm } from './SettingFields'
import styles from './Settings.module.css'

/** Rules that are kept as files. */
export function PolicyCard({ form }: { readonly form: SettingsForm }) {
  const { draft, off, put } = form
  return (
    <Card title="Policies" about="Rules as files, beside those that are kept here.">
      <FolderField form={form} field="policyFolder" label="Folder with YAML files" />
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
  )
}

/** Devices on MQTT, and the modules of the house that speak to them. */
export function DeviceCard({ form }: { readonly form: SettingsForm }) {
  return (
    <Card title="Devices on MQTT" about="How commands go to devices, and when a device counts as gone.">
      <NumberRow
        form={form}
        field="commandMs"
        label="A device answers within"
        note="Then the command has failed."
        unit="ms"
        none=""
      />
      <NumberRow
        form={form}
        field="actorRate"
        label="Commands of one actor"
        note="More of them, from one broker, are left out."
        unit="in a second"
        none=""
      />
      <NumberRow
        form={form}
        field="silentS"
        label="Offline when silent for"
        note="Nothing: only its last will says so."
        unit="s"
        none="never"
      />
      <FolderField form={form} field="moduleFolder" label="Folder with modules of the house" />
    </Card>
  )
}

/** Playbooks of the house, and what their steps may do. */
export function PlaybookCard({ form }: { readonly form: SettingsForm }) {
  const { draft, off, put } = form
  return (
    <Card title="Playbooks" about="Those of the house, beside those that ship, and whom their steps may ask.">
      <NumberRow
        form={form}
        field="playbookParallel"
        label="Items of a step at once"
        note="Of a step that is done for each of a list."
        unit="items"
        none=""
      />
      <FolderField form={form} field="playbookFolder" label="Folder with playbooks of the house" />
      <HostList
        hosts={draft.allowedHosts}
        disabled={off}
        onChange={(allowedHosts) => {
          put({ allowedHosts })
        }}
      />
    </Card>
  )
}

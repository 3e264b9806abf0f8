import { DecisionStack } from '../../components/DecisionCard'
import { AuditView } from '../../views/audit/AuditView'
import { BrokersView } from '../../views/brokers/BrokersView'
import { DevicesView } from '../../views/devices/DevicesView'
import { HistoryView } from '../../views/history/HistoryView'
import { JobsView } from '../../views/jobs/JobsView'
import { KeysView } from '../../views/keys/KeysView'
import { PanelView } from '../../views/panel/PanelView'
import { PlaybooksView } from '../../views/playbooks/PlaybooksView'
import { PoliciesView } from '../../views/policies/PoliciesView'
import { RegistriesView } from '../../views/registries/RegistriesView'
import { SalvosView } from '../../views/salvos/SalvosView'
import { SchedulesView } from '../../views/schedules/SchedulesView'
import { SettingsView } from '../../views/settings/SettingsView'
import { TallyView } from '../../views/tally/TallyView'
import { TakeSheet } from '../../views/topology/sheet/TakeSheet'
import { TriggersView } from '../../views/triggers/TriggersView'
import { WindowsView } from '../../views/windows/WindowsView'
import { useHotkeys } from '../hotkeys'
import { usePlace, type ViewName } from '../place'
import { useSalvoKeys } from '../salvoKeys'
import { TopBar } from '../topbar/TopBar'
import { Banners } from './Banners'
import { Rail } from './Rail'
import styles from './Shell.module.css'
import { StatusBar } from './StatusBar'
import { TallyBar } from './TallyBar'
import { Toasts } from './Toasts'
import { TopologyPage } from './TopologyPage'

const pages: Readonly<Record<ViewName, () => React.JSX.Element>> = {
  topology: TopologyPage,
  salvos: SalvosView,
  playbooks: PlaybooksView,
  schedules: SchedulesView,
  triggers: TriggersView,
  jobs: JobsView,
  devices: DevicesView,
  policies: PoliciesView,
  tally: TallyView,
  windows: WindowsView,
  registries: RegistriesView,
  brokers: BrokersView,
  history: HistoryView,
  audit: AuditView,
  settings: SettingsView,
  keys: KeysView,
  panel: PanelView,
}

/** The frame around every view. */
export function Shell() {
  const { view } = usePlace()
  useHotkeys()
  useSalvoKeys()
  const Page = pages[view]
  return (
    <div className={styles.shell}>
      <TopBar />
      <TallyBar />
      <Banners />
      <Rail />
      <main className={styles.main}>
        <Page />
      </main>
      <StatusBar />
      <DecisionStack />
      <TakeSheet />
      <Toasts />
    </div>
  )
}

import { DecisionStack } from '../../components/DecisionCard'
import { HistoryView } from '../../views/history/HistoryView'
import { KeysView } from '../../views/keys/KeysView'
import { RegistriesView } from '../../views/registries/RegistriesView'
import { SalvosView } from '../../views/salvos/SalvosView'
import { SchedulesView } from '../../views/schedules/SchedulesView'
import { SettingsView } from '../../views/settings/SettingsView'
import { TakeSheet } from '../../views/topology/sheet/TakeSheet'
import { useHotkeys } from '../hotkeys'
import { usePlace, type ViewName } from '../place'
import { useSalvoKeys } from '../salvoKeys'
import { TopBar } from '../topbar/TopBar'
import { Banners } from './Banners'
import { Rail } from './Rail'
import styles from './Shell.module.css'
import { StatusBar } from './StatusBar'
import { Toasts } from './Toasts'
import { TopologyPage } from './TopologyPage'

const pages: Readonly<Record<ViewName, () => React.JSX.Element>> = {
  topology: TopologyPage,
  salvos: SalvosView,
  schedules: SchedulesView,
  registries: RegistriesView,
  history: HistoryView,
  settings: SettingsView,
  keys: KeysView,
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

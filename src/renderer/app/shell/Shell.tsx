import { HistoryView } from '../../views/history/HistoryView'
import { KeysView } from '../../views/keys/KeysView'
import { RegistriesView } from '../../views/registries/RegistriesView'
import { TakeSheet } from '../../views/topology/sheet/TakeSheet'
import { useHotkeys } from '../hotkeys'
import { usePlace, type ViewName } from '../place'
import { TopBar } from '../topbar/TopBar'
import { Banners } from './Banners'
import { Rail } from './Rail'
import styles from './Shell.module.css'
import { StatusBar } from './StatusBar'
import { Toasts } from './Toasts'
import { TopologyPage } from './TopologyPage'

const pages: Readonly<Record<ViewName, () => React.JSX.Element>> = {
  topology: TopologyPage,
  registries: RegistriesView,
  history: HistoryView,
  keys: KeysView,
}

/** The frame around every view. */
export function Shell() {
  const { view } = usePlace()
  useHotkeys()
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
      <TakeSheet />
      <Toasts />
    </div>
  )
}

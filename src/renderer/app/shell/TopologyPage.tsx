import { useEvents } from '../../state/events'
import { usePicture } from '../../state/picture'
import { useView } from '../../state/view'
import { Inspector } from '../../views/topology/inspector/Inspector'
import { TopologyView } from '../../views/topology/TopologyView'
import { classes } from '../../components/classes'
import { FirstStart } from './FirstStart'
import styles from './TopologyPage.module.css'

/** The picture and, beside it, the thing that is selected in it. */
export function TopologyPage() {
  const ready = usePicture((picture) => picture.ready)
  const empty = usePicture((picture) => picture.nodes.size + picture.devices.size === 0)
  const selected = useView((view) => view.selected !== null)
  const registries = useEvents((events) => events.registries)
  if (!ready || empty) return <FirstStart ready={ready} registries={registries} />
  return (
    <div className={classes(styles.page, selected && styles.selected)}>
      <div className={styles.canvas}>
        <TopologyView />
      </div>
      <Inspector />
    </div>
  )
}

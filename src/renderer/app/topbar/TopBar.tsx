import { Switch } from '@mantine/core'
import { setAutoTake, useView } from '../../state/view'
import { Finder } from '../finder/Finder'
import { usePlace } from '../place'
import { Clocks } from './Clocks'
import { FormatChips } from './FormatChips'
import { PlantName } from './PlantName'
import { OnAirChip } from './OnAirChip'
import { RoomChips } from './RoomChips'
import styles from './TopBar.module.css'
import { Who } from './Who'

function AutoTake() {
  const on = useView((view) => view.autoTake)
  return (
    <Switch
      size="xs"
      labelPosition="left"
      label="Auto-take"
      classNames={{ label: styles.switchLabel, track: styles.switchTrack, thumb: styles.switchThumb }}
      checked={on}
      color="yellow"
      title="Takes at once what has no warning, without the sheet"
      onChange={(event) => {
        setAutoTake(event.currentTarget.checked)
      }}
    />
  )
}

/** What is looked at, what is looked for, what time it is, who looks. */
export function TopBar() {
  const { view } = usePlace()
  return (
    <header className={styles.bar}>
      <div className={styles.logo} aria-label="Signalbox">
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
          <path
            d="M3 5h5c5 0 3 12 8 12h3M3 17h5c2 0 2.7-2 3.3-4M19 5h-3c-2 0-2.7 2-3.3 4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.9"
            strokeLinecap="round"
          />
        </svg>
      </div>
      <PlantName />
      {view === 'topology' && (
        <>
          <RoomChips />
          <FormatChips />
          <OnAirChip />
        </>
      )}
      <span className={styles.gap} />
      <Finder />
      <AutoTake />
      <Clocks />
      <Who />
    </header>
  )
}

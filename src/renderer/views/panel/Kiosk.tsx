import { Who } from '../../app/topbar/Who'
import { DecisionStack } from '../../components/DecisionCard'
import { useNow } from '../../components/now'
import { localTime, utcTime } from '../../components/timeText'
import { useModules } from '../../state/modules'
import { Panel } from './PanelView'
import styles from './Panel.module.css'
import type { ReactNode } from 'react'

function Clock() {
  const now = useNow()
  return (
    <p className={styles.clock} role="timer" aria-label="Time">
      <b>{localTime(now)}</b> <span>{utcTime(now)} UTC</span>
    </p>
  )
}

/** The panel of a module as a page of its own, for a wall or a desk: large, and with nothing else around it. */
export function Kiosk({ name, children }: { readonly name: string | null; readonly children: ReactNode }) {
  const module = useModules().value?.find((one) => one.name === name)
  return (
    <div className={styles.kiosk}>
      <header className={styles.top}>
        <h1>{module?.panel?.title ?? module?.title ?? 'Signalbox'}</h1>
        <span className={styles.gap} />
        <Clock />
        <div className={styles.who}>
          <Who />
        </div>
      </header>
      <main>
        <Panel key={name} name={name} />
      </main>
      {children}
      <DecisionStack />
    </div>
  )
}

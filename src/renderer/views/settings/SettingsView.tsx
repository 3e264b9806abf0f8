import { goTo, usePlace } from '../../app/place'
import { Chip } from '../../components/Chip'
import { Empty } from '../../components/Empty'
import { Problem } from '../../components/Problem'
import { useSettings } from '../../state/settings'
import { ChangeWindows } from './ChangeWindows'
import { HouseSettings } from './HouseSettings'
import { WINDOWS } from './windowWords'

/** What the house has decided: how takes are carried out, and when changes may run. */
export function SettingsView() {
  const { what } = usePlace()
  const { value, problem } = useSettings()
  const chips = (
    <>
      <Chip
        on={what === null}
        onToggle={() => {
          goTo('settings', null)
        }}
      >
        Execution
      </Chip>
      <Chip
        on={what !== null}
        onToggle={() => {
          goTo('settings', WINDOWS)
        }}
      >
        Change windows
      </Chip>
    </>
  )
  if (what !== null) return <ChangeWindows chips={chips} />
  if (value === null)
    return (
      <Empty title="Settings">
        {problem === null ? <p>The engine is asked for them.</p> : <Problem text={problem} />}
      </Empty>
    )
  return <HouseSettings settings={value} chips={chips} />
}

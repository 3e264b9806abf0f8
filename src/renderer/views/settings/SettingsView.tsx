import { Empty } from '../../components/Empty'
import { Problem } from '../../components/Problem'
import { useSettings } from '../../state/settings'
import { HouseSettings } from './HouseSettings'

/** What the house has decided: how takes are carried out, and what policies, tally and audit go by. */
export function SettingsView() {
  const { value, problem } = useSettings()
  if (value === null)
    return (
      <Empty title="Settings">
        {problem === null ? <p>The engine is asked for them.</p> : <Problem text={problem} />}
      </Empty>
    )
  return <HouseSettings settings={value} />
}

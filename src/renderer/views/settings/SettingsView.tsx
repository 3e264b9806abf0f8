import { Nothing } from '../../components/Nothing'
import { useSettings } from '../../state/settings'
import { HouseSettings } from './HouseSettings'

/** What the house has decided: how takes are carried out, and what policies, tally and audit go by. */
export function SettingsView() {
  const answer = useSettings()
  return (
    <Nothing title="Settings" answer={answer} gone={null}>
      {answer.value !== null && <HouseSettings settings={answer.value} />}
    </Nothing>
  )
}

import type { MqttDevice } from '../../../contract'
import { StateDot } from '../../components/Dot'

/** The light of a device: green while it is heard, amber where something is wrong with it. */
export function OnlineDot({ device }: { readonly device: Pick<MqttDevice, 'status' | 'problem'> }) {
  const { status, problem } = device
  const isWell = status === 'online' && problem === null
  return (
    <span role="img" aria-label={problem ?? status} title={problem ?? status}>
      <StateDot state={isWell ? 'live' : 'stale'} />
    </span>
  )
}

import { Button } from '../../components/Button'
import { Empty } from '../../components/Empty'
import { goTo } from '../../app/place'
import { usePicture } from '../../state/picture'
import { showEverything, useView } from '../../state/view'

/** What the canvas says while it has nothing to show. */
export function TopologyEmpty() {
  const ready = usePicture((p) => p.ready)
  const known = usePicture((p) => p.devices.size + p.senders.size + p.receivers.size)
  const onAir = useView((view) => view.onAir)
  if (!ready) return <Empty title="Reading the plant…">The picture comes as soon as the engine has it.</Empty>
  if (known === 0)
    return (
      <Empty title="No devices yet">
        <p>Tell Signalbox where a registry is, or wait until the devices have registered themselves.</p>
        <div>
          <Button
            onClick={() => {
              goTo('registries', null)
            }}
          >
            Registries
          </Button>
        </div>
      </Empty>
    )
  return (
    <Empty title={onAir ? 'Nothing here is on air' : 'Nothing here passes the filters'}>
      <p>
        {onAir
          ? 'No tally says of anything in these rooms and formats that it is on air, or feeds what is.'
          : 'The plant has devices, but none in these rooms has ports of these formats.'}
      </p>
      <div>
        <Button onClick={showEverything}>Show everything</Button>
      </div>
    </Empty>
  )
}

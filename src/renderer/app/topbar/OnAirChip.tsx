import { Chip } from '../../components/Chip'
import { OnAirMark } from '../../components/OnAirMark'
import { onAirOf } from '../../state/onAir'
import { usePicture } from '../../state/picture'
import { setOnAir, useView } from '../../state/view'

/** Shows only what is on air and what feeds it; there as long as something is, or the picture is filtered by it. */
export function OnAirChip() {
  const on = useView((view) => view.onAir)
  const there = usePicture((picture) => onAirOf(picture).length > 0)
  if (!on && !there) return null
  return (
    <Chip
      on={on}
      title="Only what is on air, and what feeds it"
      onToggle={() => {
        setOnAir(!on)
      }}
    >
      <OnAirMark air="live" />
      On air
    </Chip>
  )
}

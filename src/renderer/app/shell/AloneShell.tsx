import { Kiosk } from '../../views/panel/Kiosk'
import { TakeSheet } from '../../views/topology/sheet/TakeSheet'
import { useHotkeys } from '../hotkeys'
import { usePlace } from '../place'
import { Banners } from './Banners'
import { Toasts } from './Toasts'

/** The frame of a panel that is a page of its own: what is asked and what went wrong, and nothing else. */
export function AloneShell() {
  const { what } = usePlace()
  useHotkeys()
  return (
    <Kiosk name={what}>
      <Banners />
      <TakeSheet />
      <Toasts />
    </Kiosk>
  )
}

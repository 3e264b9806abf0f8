import { Popover } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Chip } from '../../components/Chip'
import { usePicture } from '../../state/picture'
import { setRooms, useView } from '../../state/view'
import { roomTitle, roomsOf, switched, type Room } from './groups'
import styles from './RoomChips.module.css'

/** More rooms than this are chosen in a list that opens: on a wide window, and on another. */
const IN_A_ROW = { wide: 7, narrow: 3 } as const

function Chips({ rooms, all }: { readonly rooms: readonly Room[]; readonly all: readonly string[] }) {
  const chosen = useView((view) => view.rooms)
  return (
    <>
      <Chip
        on={chosen === null}
        onToggle={() => {
          setRooms(null)
        }}
      >
        All rooms
      </Chip>
      {rooms.map((room) => (
        <Chip
          key={room.key}
          on={chosen?.has(room.key) ?? false}
          title={room.site ?? 'No site'}
          onToggle={() => {
            setRooms(switched(chosen, room.key, all))
          }}
        >
          {roomTitle(room)}
        </Chip>
      ))}
    </>
  )
}

/** Which rooms the picture shows. */
export function RoomChips() {
  const devices = usePicture((picture) => picture.devices)
  const sites = useView((view) => view.sites)
  const chosen = useView((view) => view.rooms)
  const rooms = roomsOf(devices).filter((room) => sites === null || sites.has(room.site ?? ''))
  const wide = useMediaQuery('(min-width: 1500px)', false)
  const all = rooms.map((room) => room.key)
  if (rooms.length < 2) return null
  if (rooms.length <= (wide ? IN_A_ROW.wide : IN_A_ROW.narrow))
    return (
      <div className={styles.row} role="group" aria-label="Rooms">
        <Chips rooms={rooms} all={all} />
      </div>
    )
  return (
    <Popover position="bottom-start" shadow="none" width={560}>
      <Popover.Target>
        <button type="button" className={styles.opener}>
          {chosen === null
            ? `All ${String(rooms.length)} rooms`
            : `${String(chosen.size)} of ${String(rooms.length)} rooms`}
          <span aria-hidden="true"> ▾</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.list} role="group" aria-label="Rooms">
        <Chips rooms={rooms} all={all} />
      </Popover.Dropdown>
    </Popover>
  )
}

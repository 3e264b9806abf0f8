import { Popover } from '@mantine/core'
import { Chip } from '../../components/Chip'
import { usePicture } from '../../state/picture'
import { setSites, useView } from '../../state/view'
import { roomsOf, sitesOf, switched } from './groups'
import styles from './PlantName.module.css'

const many = (n: number, word: string): string => `${String(n)} ${word}${n === 1 ? '' : 's'}`

/** The plant by its main site; opens the choice of sites where there are several. */
export function PlantName() {
  const devices = usePicture((picture) => picture.devices)
  const chosen = useView((view) => view.sites)
  const rooms = roomsOf(devices)
  const sites = sitesOf(rooms)
  const name = sites.find((site) => site !== null) ?? 'Signalbox'
  const keys = sites.map((site) => site ?? '')
  const text = (
    <>
      <b>{chosen === null ? name : [...chosen].map((site) => site || 'No site').join(', ')}</b>
      {rooms.length > 0 && (
        <span className={styles.counts}>
          {' '}
          · {many(sites.length, 'site')} · {many(rooms.length, 'room')}
        </span>
      )}
    </>
  )
  if (sites.length < 2) return <div className={styles.name}>{text}</div>
  return (
    <Popover position="bottom-start" shadow="none" width={260}>
      <Popover.Target>
        <button type="button" className={styles.name} aria-label={`Sites of ${name}`}>
          {text}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.sites}>
        <Chip
          on={chosen === null}
          onToggle={() => {
            setSites(null)
          }}
        >
          All sites
        </Chip>
        {keys.map((site) => (
          <Chip
            key={site}
            on={chosen?.has(site) ?? false}
            onToggle={() => {
              setSites(switched(chosen, site, keys))
            }}
          >
            {site === '' ? 'No site' : site}
          </Chip>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}

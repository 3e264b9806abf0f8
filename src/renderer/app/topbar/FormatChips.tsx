import { useMemo } from 'react'
import type { Format } from '../../../contract'
import { Chip } from '../../components/Chip'
import { classes } from '../../components/classes'
import { FormatDot } from '../../components/Dot'
import { usePicture } from '../../state/picture'
import { setFormats, useView } from '../../state/view'
import styles from './RoomChips.module.css'

const order: readonly Format[] = ['video', 'audio', 'data', 'mux', 'unknown']
const names: Readonly<Record<Format, string>> = {
  video: 'Video',
  audio: 'Audio',
  data: 'Data',
  mux: 'Mux',
  unknown: 'Other',
}

/** Which formats the picture shows; all until one is switched off. */
export function FormatChips() {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const chosen = useView((view) => view.formats)
  const there = useMemo(() => {
    const found = new Set<Format>()
    for (const { format } of senders.values()) found.add(format)
    for (const { format } of receivers.values()) found.add(format)
    return order.filter((format) => found.has(format))
  }, [senders, receivers])
  if (there.length < 2) return null
  const toggle = (format: Format): void => {
    const next = new Set(chosen ?? there)
    if (!next.delete(format)) next.add(format)
    setFormats(next.size === 0 || there.every((each) => next.has(each)) ? null : next)
  }
  return (
    <div className={classes(styles.row, styles.formats)} role="group" aria-label="Formats">
      {there.map((format) => (
        <Chip
          key={format}
          on={chosen?.has(format) ?? true}
          title={names[format]}
          aria-label={names[format]}
          onToggle={() => {
            toggle(format)
          }}
        >
          <FormatDot format={format} />
          <span>{names[format]}</span>
        </Chip>
      ))}
    </div>
  )
}

import { useCallback } from 'react'
import { FormatDot } from '../../components/Dot'
import { Picker } from '../../components/Picker'
import { type Thing, findThings } from './findThings'

type Props = {
  readonly id: string
  readonly label: string
  readonly things: readonly Thing[]
  /** What is kept now; empty: nothing. */
  readonly value: string
  readonly placeholder: string
  readonly disabled: boolean
  readonly onPick: (value: string) => void
}

/** Finds one of the plant's things by a few letters. An empty text lets it go. */
export function ThingPicker({ things, value, onPick, ...field }: Props) {
  return (
    <Picker
      {...field}
      value={things.find((thing) => thing.value === value)?.title ?? value}
      find={useCallback((text: string) => findThings(things, text), [things])}
      offerOf={(thing) => ({
        key: thing.value,
        title: thing.title,
        about: [thing.where],
        offline: thing.offline,
        mark: thing.format !== null && <FormatDot format={thing.format} />,
      })}
      none="The plant has none."
      onPick={(thing) => {
        onPick(thing.value)
      }}
      onClear={() => {
        onPick('')
      }}
      onLeave={null}
    />
  )
}

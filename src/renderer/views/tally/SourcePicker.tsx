import { useCallback } from 'react'
import type { EventSource } from '../../../contract'
import { StateDot } from '../../components/Dot'
import { Picker } from '../../components/Picker'
import { findSources, sourceKind, valueText } from './tallyWords'

type Props = {
  readonly sources: readonly EventSource[]
  /** An `EventSource.id`; also one that is not (any more) there. */
  readonly value: string
  readonly disabled: boolean
  readonly onPick: (id: string) => void
}

/** Sources that are offered at once. */
const LIMIT = 60

/** Finds a source of events by a few letters. */
export function SourcePicker({ sources, value, disabled, onPick }: Props) {
  return (
    <Picker
      id={null}
      label="Source of events"
      placeholder="Type a few letters…"
      value={sources.find((source) => source.id === value)?.label ?? value}
      disabled={disabled}
      find={useCallback((text: string) => findSources(sources, text).slice(0, LIMIT), [sources])}
      offerOf={(source) => ({
        key: source.id,
        title: source.label,
        about: [sourceKind(source), valueText(source.value)],
        offline: false,
        mark: <StateDot state={source.state} />,
      })}
      none="Nothing sends states yet."
      onPick={({ id }) => {
        onPick(id)
      }}
      onClear={null}
      onLeave={null}
    />
  )
}

import { useState } from 'react'
import type { Id } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { Chip } from '../../components/Chip'
import { Kbd } from '../../components/Kbd'
import { Page } from '../../components/Page'
import { Tick } from '../../components/Tick'
import { filterAudit } from '../../state/audit'
import { usePicture } from '../../state/picture'
import { titleOf } from '../../state/routes'
import { isAtLeast, useActor } from '../../state/session'
import { takeBack } from '../../state/take'
import { useView } from '../../state/view'
import { RunDetails } from './RunDetails'
import { RunTable } from './RunTable'

/** The thing that the panel of the picture shows, to filter by; null when nothing is. */
function useTarget(): { readonly id: Id; readonly title: string } | null {
  const selected = useView((view) => view.selected)
  const record = usePicture((picture) =>
    selected === null
      ? undefined
      : (picture.receivers.get(selected.id) ??
        picture.senders.get(selected.id) ??
        picture.devices.get(selected.id) ??
        picture.nodes.get(selected.id)),
  )
  return record === undefined ? null : { id: record.id, title: titleOf(record) }
}

/** What was done: runs with all their changes. */
export function HistoryView() {
  const [filtered, setFiltered] = useState(false)
  const [plans, setPlans] = useState(false)
  const target = useTarget()
  const may = isAtLeast(useActor(), 'operator')
  const { what } = usePlace()
  const only = filtered && target !== null ? target.id : null
  return (
    <Page
      title="History"
      about="Every take as a run: what was asked, what each device answered, how it ended."
      actions={
        <>
          <Tick label="Show dry-runs that were not taken" on={plans} disabled={false} onChange={setPlans} />
          {may && (
            <Button
              title="Shows the opposite of what you took last as a plan; nothing is sent before you take it"
              onClick={() => {
                takeBack('last', null)
              }}
            >
              Take back last <Kbd>Ctrl Z</Kbd>
            </Button>
          )}
          {target !== null && (
            <Chip
              on={filtered}
              onToggle={() => {
                setFiltered(!filtered)
              }}
            >
              Only {target.title}
            </Chip>
          )}
          <Button
            title="Who did what from where, and what the policies said"
            onClick={() => {
              if (target !== null && filtered) filterAudit({ target })
              goTo('audit', null)
            }}
          >
            Audit
          </Button>
        </>
      }
      side={<RunDetails what={what} />}
    >
      <RunTable target={only} open={what} plans={plans} />
    </Page>
  )
}

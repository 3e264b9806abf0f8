import { useMemo, useState } from 'react'
import type { FireInput, Run, Salvo } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { Kbd } from '../../components/Kbd'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { problemOf } from '../../state/problem'
import { salvos } from '../../state/salvos'
import { isAtLeast, useActor } from '../../state/session'
import { useSettings } from '../../state/settings'
import { PlanPanel } from './PlanPanel'
import { groupsOf } from './planRows'
import { PlanTable } from './PlanTable'
import { whatOf } from './salvoPlace'
import { usePictureParts } from './usePictureParts'
import { worldKey } from './worldKey'

function Tools({ salvo, onProblem }: { readonly salvo: Salvo; readonly onProblem: (text: string | null) => void }) {
  const [busy, setBusy] = useState(false)
  const remove = (): void => {
    setBusy(true)
    onProblem(null)
    client.salvos
      .remove({ id: salvo.id })
      .then(() => {
        salvos.refresh()
        goTo('salvos', null)
      })
      .catch((thrown: unknown) => {
        onProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <>
      {salvo.hotkey !== null && <Kbd>{salvo.hotkey}</Kbd>}
      <Button
        onClick={() => {
          goTo('salvos', whatOf({ kind: 'edit', id: salvo.id }))
        }}
      >
        Edit
      </Button>
      <Button
        onClick={() => {
          goTo('schedules', `salvo:${salvo.id}`)
        }}
      >
        Book…
      </Button>
      <AskOnce
        label="Delete…"
        yes={`Delete the salvo “${salvo.label}” for good`}
        no="Keep it"
        disabled={busy}
        onYes={remove}
      />
    </>
  )
}

/** A salvo: what it would do now, and the button that does it. */
export function SalvoPanel({ salvo, runs }: { readonly salvo: Salvo; readonly runs: readonly Run[] }) {
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'operator')
  const house = useSettings().value
  const now = useNow()
  const picture = usePictureParts()
  const { actions } = salvo
  const world = useMemo(() => worldKey(actions, picture), [actions, picture])
  const ask = async (options: FireInput, signal: AbortSignal | null): Promise<Run> =>
    (await client.salvos.fire({ id: salvo.id, ...options }, signal === null ? {} : { signal })).body
  return (
    <PlanPanel
      id={salvo.id}
      label={salvo.label}
      byline={`edited by ${salvo.editedBy.name}, ${whenText(salvo.editedAt, now)}`}
      about={salvo.description}
      tools={may && <Tools salvo={salvo} onProblem={setProblem} />}
      actions={actions}
      entries={salvo.entries}
      revision={String(salvo.revision)}
      world={world}
      onFailure={salvo.onFailure ?? house?.onFailure.window ?? 'continue-on-error'}
      verb="TAKE"
      idle={null}
      runs={runs}
      ask={ask}
    >
      {(rows) => (
        <>
          <Problem text={problem} />
          <PlanTable label={`Entries of ${salvo.label}`} groups={groupsOf(rows)} />
        </>
      )}
    </PlanPanel>
  )
}

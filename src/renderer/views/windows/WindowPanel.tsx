import { useState } from 'react'
import type { Window } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { countdownText, localMoment, utcMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { scopeWords } from '../../components/scopeWords'
import { Facts } from '../../components/Section'
import { whenText } from '../../components/timeText'
import { problemOf, refusalOf } from '../../state/problem'
import { useRegistryNames } from '../../state/registryNames'
import { isAtLeast, useActor } from '../../state/session'
import { windows } from '../../state/windows'
import { usePolicies } from '../../state/policies'
import { changeWhat, kindWords, NEW, repeatText, windowState } from './windowWords'
import styles from './Windows.module.css'

/** Rules as people call them; those that are not there are said by their id. */
function useRuleNames(ids: readonly string[]): string {
  const { value } = usePolicies()
  return ids.map((id) => value?.items.find(({ rule }) => rule.id === id)?.rule.label ?? `${id} (not there)`).join(', ')
}

/** A window whole: when it opens, which rules it switches, who asked for it, who said yes. */
export function WindowPanel({ window: shown }: { readonly window: Window }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const registries = useRegistryNames()
  const now = useNow()
  const { words, tone } = windowState(shown)
  const [start, end] = [Date.parse(shown.start), Date.parse(shown.end)]
  const { opening, repeat } = shown
  const offNames = useRuleNames(shown.policies.off)
  const onNames = useRuleNames(shown.policies.on)
  const asking = (asked: Promise<unknown>, then: () => void): void => {
    setBusy(true)
    setProblem(null)
    asked
      .then(() => {
        windows.refresh()
        then()
      })
      .catch((thrown: unknown) => {
        const texts = refusalOf(thrown)?.flatMap(({ effect, text }) => (effect === 'allow' ? [] : text)) ?? []
        setProblem(texts.length === 0 ? problemOf(thrown) : texts.join(' '))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const moment = (at: number): string => `${localMoment(at, now)} local, ${utcMoment(at, now)} UTC`
  return (
    <>
      <div className={styles.title}>
        <h3>{shown.label}</h3>
        <p className={tone}>
          {words}
          {shown.state === 'waiting' &&
            opening !== null &&
            ` · opens ${countdownText(Date.parse(opening.start) - now)}`}
          {shown.state === 'open' && opening !== null && ` · ends ${countdownText(Date.parse(opening.end) - now)}`}
        </p>
      </div>
      {shown.note !== '' && <p className="quiet">{shown.note}</p>}
      <Facts
        rows={[
          ['Kind', kindWords[shown.kind]],
          ['For', scopeWords(shown.scope, registries)],
          ...(repeat === null
            ? ([
                ['From', moment(start)],
                ['Until', moment(end)],
              ] as const)
            : ([
                ['Opens', repeatText(repeat)],
                ['Not before', moment(start)],
                ['Not after', moment(end)],
              ] as const)),
          ...(repeat === null || opening === null
            ? []
            : ([
                [
                  shown.state === 'open' ? 'This time' : 'Next time',
                  `${moment(Date.parse(opening.start))} to ${moment(Date.parse(opening.end))}`,
                ],
              ] as const)),
          ...(shown.kind === 'change'
            ? []
            : ([
                ['Rules off', offNames === '' ? 'none' : offNames],
                ['Rules on', onNames === '' ? 'none' : onNames],
              ] as const)),
          ['Asked by', `${shown.createdBy.name} · ${whenText(shown.createdAt, now)} UTC`],
          ...(shown.edited === undefined
            ? []
            : ([['Changed by', `${shown.edited.by.name} · ${whenText(shown.edited.at, now)} UTC`]] as const)),
          ...(shown.kind === 'maintenance'
            ? []
            : ([
                [
                  'Approved by',
                  shown.approval === null
                    ? 'nobody yet'
                    : `${shown.approval.by.name} · ${whenText(shown.approval.at, now)} UTC`,
                ],
              ] as const)),
        ]}
      />
      <Problem text={problem} />
      <div className={page.buttons}>
        {may && shown.approval === null && shown.kind === 'change' && shown.state !== 'over' && (
          <Button
            disabled={busy}
            onClick={() => {
              asking(client.windows.approve({ id: shown.id }), () => undefined)
            }}
          >
            {busy ? 'Telling it…' : 'Approve it'}
          </Button>
        )}
        {may && (
          <AskOnce
            label="Delete…"
            yes={`Delete “${shown.label}” for good`}
            no="Keep it"
            disabled={busy}
            onYes={() => {
              asking(client.windows.remove({ id: shown.id }), () => {
                goTo('windows', null)
              })
            }}
          />
        )}
        {may && shown.state !== 'over' && (
          <Button
            onClick={() => {
              goTo('windows', changeWhat(shown.id))
            }}
          >
            Change it…
          </Button>
        )}
        <Button
          look="bare"
          onClick={() => {
            goTo('windows', may ? NEW : null)
          }}
        >
          {may ? 'Ask for another' : 'Back'}
        </Button>
      </div>
      {!may && <p className="faint">Approving and deleting windows needs the role engineer.</p>}
    </>
  )
}

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
import { whenText } from '../../components/timeText'
import { problemOf, refusalOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { windows } from '../../state/windows'
import { Facts } from '../topology/inspector/Section'
import { windowState, WINDOWS } from './windowWords'

/** A window whole: who asked for it, who said yes. */
export function WindowPanel({ window: shown }: { readonly window: Window }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const now = useNow()
  const { words, tone } = windowState(shown)
  const [start, end] = [Date.parse(shown.start), Date.parse(shown.end)]
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
      <h2>{shown.label}</h2>
      <p className={tone}>
        {words}
        {shown.state === 'waiting' && ` · begins ${countdownText(start - now)}`}
        {shown.state === 'open' && ` · ends ${countdownText(end - now)}`}
      </p>
      {shown.note !== '' && <p className="quiet">{shown.note}</p>}
      <Facts
        rows={[
          ['From', moment(start)],
          ['Until', moment(end)],
          ['For', scopeWords(shown.scope)],
          ['Asked by', `${shown.createdBy.name} · ${whenText(shown.createdAt, now)} UTC`],
          [
            'Approved by',
            shown.approval === null
              ? 'nobody yet'
              : `${shown.approval.by.name} · ${whenText(shown.approval.at, now)} UTC`,
          ],
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
                goTo('settings', WINDOWS)
              })
            }}
          />
        )}
        <Button
          look="bare"
          onClick={() => {
            goTo('settings', WINDOWS)
          }}
        >
          {may ? 'Ask for another' : 'Back'}
        </Button>
      </div>
      {!may && <p className="faint">Approving and deleting windows needs the role engineer.</p>}
    </>
  )
}

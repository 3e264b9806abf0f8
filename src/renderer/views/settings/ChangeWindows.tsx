import type { ReactNode } from 'react'
import type { Window } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { localMoment, utcMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { scopeWords } from '../../components/scopeWords'
import { isAtLeast, useActor } from '../../state/session'
import { useWindows } from '../../state/windows'
import { WindowForm } from './WindowForm'
import { WindowPanel } from './WindowPanel'
import { orderedWindows, windowIdOf, windowState, windowWhat } from './windowWords'

function Row({ window: shown, open, now }: { readonly window: Window; readonly open: boolean; readonly now: number }) {
  const show = (): void => {
    goTo('settings', windowWhat(shown.id))
  }
  const { words, tone } = windowState(shown)
  const [start, end] = [Date.parse(shown.start), Date.parse(shown.end)]
  return (
    <tr data-open={open} onClick={show}>
      <td className={tone}>{words}</td>
      <td>
        <button type="button" onClick={show}>
          <b>{shown.label}</b>
        </button>
      </td>
      <td title={`${utcMoment(start, now)} UTC`}>{localMoment(start, now)}</td>
      <td title={`${utcMoment(end, now)} UTC`}>{localMoment(end, now)}</td>
      <td className="quiet">{scopeWords(shown.scope)}</td>
      <td className="quiet">{shown.createdBy.name}</td>
      <td className="quiet">{shown.approval?.by.name ?? '–'}</td>
    </tr>
  )
}

/** Spans of time inside which changes may run. */
export function ChangeWindows({ chips }: { readonly chips: ReactNode }) {
  const { what } = usePlace()
  const { value, problem } = useWindows()
  const may = isAtLeast(useActor(), 'engineer')
  const now = useNow()
  const id = windowIdOf(what)
  const chosen = value?.find((each) => each.id === id)
  return (
    <Page
      title="Change windows"
      about="What is marked as a change runs inside an approved window only. One person asks for it, another approves it."
      actions={chips}
      side={
        chosen !== undefined ? (
          <WindowPanel key={chosen.id} window={chosen} />
        ) : may ? (
          <WindowForm />
        ) : (
          <p className="quiet">You may look at the windows; asking for one and approving it needs the role engineer.</p>
        )
      }
    >
      <table className={page.table} aria-label="Change windows">
        <thead>
          <tr>
            <th>State</th>
            <th>Name</th>
            <th>From, local</th>
            <th>Until, local</th>
            <th>For</th>
            <th>Asked by</th>
            <th>Approved by</th>
          </tr>
        </thead>
        <tbody>
          {orderedWindows(value ?? []).map((each) => (
            <Row key={each.id} window={each} open={each.id === id} now={now} />
          ))}
        </tbody>
      </table>
      <div className={page.more}>
        <Problem text={problem} />
        {value === null && problem === null && <p className="quiet">Asking the engine…</p>}
        {value?.length === 0 && <p className="quiet">No windows. {may && 'Ask for one on the right.'}</p>}
      </div>
    </Page>
  )
}

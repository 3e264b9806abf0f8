import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '../../../components/Button'
import { HoldButton } from '../../../components/HoldButton'
import { DecisionCard } from '../../../components/DecisionCard'
import { DeviceBars } from '../../../components/DeviceBars'
import { Kbd } from '../../../components/Kbd'
import { Overrule } from '../../../components/Overrule'
import { Problem } from '../../../components/Problem'
import { pictureStore } from '../../../state/picture'
import { useSettings } from '../../../state/settings'
import { onAirTouched } from '../../../state/sheet'
import {
  backOut,
  cancelRest,
  putBack,
  retry,
  setOptions,
  take,
  takeHeld,
  useTake,
  type Sheet,
} from '../../../state/take'
import { approvalForecast, policyForecast } from './approvalForecast'
import { Decisions } from './Decisions'
import { Diff } from './Diff'
import { Failures } from './Failures'
import { OnAirTouched } from './OnAirTouched'
import { Options } from './Options'
import { placeSheet } from './placement'
import styles from './TakeSheet.module.css'
import { inSpiteOf, phaseText, planCounts, takeText, titleText } from './words'

function Running({ sheet }: { readonly sheet: Sheet }) {
  const { run, phase } = sheet
  const pending = run?.changes.some((change) => change.state === 'pending') ?? false
  return (
    <div className={styles.buttons}>
      {phase === 'taking' && (
        <Button className={styles.wide} onClick={cancelRest} disabled={!pending || run?.state !== 'running'}>
          Cancel what has not begun
        </Button>
      )}
      <Button className={styles.out} onClick={backOut}>
        {phase === 'waiting' ? 'Leave it waiting' : 'Leave it running'} <Kbd>Esc</Kbd>
      </Button>
    </div>
  )
}

function Ended({ sheet }: { readonly sheet: Sheet }) {
  const { run, phase } = sheet
  const stands = run?.changes.filter(({ state }) => state === 'verified').length ?? 0
  const back = phase === 'failed' && run !== null && ['failed', 'cancelled'].includes(run.state) && stands > 0
  return (
    <div className={styles.buttons}>
      <Button className={styles.wide} onClick={retry}>
        {phase === 'failed' ? 'Try again' : 'Look again'}
      </Button>
      {back && (
        <Button className={styles.wide} onClick={putBack} title="What was done is put back as it was before">
          {stands === 1 ? 'Put it back' : `Put ${String(stands)} back`}
        </Button>
      )}
      <Button className={styles.out} onClick={backOut}>
        {phase === 'failed' ? 'Close' : 'Back'} <Kbd>Esc</Kbd>
      </Button>
    </div>
  )
}

type ButtonsProps = { readonly sheet: Sheet; readonly booking: boolean; readonly onBook: () => void }

function Buttons({ sheet, booking, onBook }: ButtonsProps) {
  const { phase, decisions, takesItself } = sheet
  if (phase === 'done' || phase === 'booked') return null
  if (phase === 'taking' || phase === 'waiting') return <Running sheet={sheet} />
  if (phase === 'failed' || phase === 'refused') return <Ended sheet={sheet} />
  const changed = decisions.some(({ code, effect }) => code === 'CHANGED_MEANWHILE' && effect === 'confirm')
  const anyway = inSpiteOf(sheet)
  return (
    <div className={styles.buttons}>
      {onAirTouched(decisions).length > 0 ? (
        <HoldButton
          className={styles.wide}
          disabled={phase !== 'ready'}
          byKeys
          title="Hold it, or F12 or NumPad Enter, for a second; let go before, nothing happens"
          onHeld={takeHeld}
        >
          HOLD TO {takeText(sheet)}
          {anyway !== null && <span className={styles.anyway}>{anyway}</span>}
          <Kbd>F12</Kbd>
        </HoldButton>
      ) : (
        <Button
          look="take"
          className={styles.wide}
          disabled={phase !== 'ready' && (phase !== 'planning' || takesItself)}
          onClick={take}
        >
          {takesItself ? 'TAKING WHEN PLANNED' : takeText(sheet)}
          {anyway !== null && <span className={styles.anyway}>{anyway}</span>}
          <Kbd>F12</Kbd>
        </Button>
      )}
      {changed && (
        <Button className={styles.out} onClick={retry} title="Plans it afresh, from what is there now">
          Look again
        </Button>
      )}
      {!changed && (
        <Button
          className={styles.out}
          aria-expanded={booking}
          disabled={phase !== 'ready'}
          title="Signalbox keeps it, and takes it at a time that you say"
          onClick={onBook}
        >
          At…
        </Button>
      )}
      <Button className={styles.out} onClick={backOut}>
        Back <Kbd>Esc</Kbd>
      </Button>
    </div>
  )
}

/** Whether a second person will be asked, by what the house has set. */
function useApprovalForecast({ run }: Sheet): string | null {
  const { value } = useSettings()
  return useMemo(() => {
    if (value === null || run === null) return null
    const { receivers, senders } = pictureStore.getState()
    const ids = run.actions.flatMap((action) => {
      if (action.type.startsWith('destination.')) return []
      if ('receiverId' in action) return [action.receiverId]
      return 'senderId' in action ? [action.senderId] : []
    })
    const byPolicy = policyForecast(value.approval, run.decisions)
    if (byPolicy !== null) return byPolicy
    return approvalForecast(
      value.approval,
      ids.map((id) => receivers.get(id) ?? senders.get(id) ?? { id, site: null, room: null }),
    )
  }, [value, run])
}

function Open({ sheet }: { readonly sheet: Sheet }) {
  const box = useRef<HTMLDivElement>(null)
  const [booking, setBooking] = useState(false)
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  const { anchor, phase, run, decisions, error, proposal } = sheet
  const approval = useApprovalForecast(sheet)
  const open = phase === 'ready' || phase === 'refused' || phase === 'planning' || phase === 'booking'
  const counts = open ? planCounts(run) : null

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const put = (): void => {
      const { offsetWidth: width, offsetHeight: height } = element
      setPlace(placeSheet(anchor, { width, height }, { width: window.innerWidth, height: window.innerHeight }))
    }
    put()
    const observer = new ResizeObserver(put)
    observer.observe(element)
    window.addEventListener('resize', put)
    return () => {
      observer.disconnect()
      window.removeEventListener('resize', put)
    }
  }, [anchor])

  useLayoutEffect(() => {
    box.current?.focus()
  }, [])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.target !== box.current) return
    event.preventDefault()
    if (!event.repeat) take()
  }
  return (
    <div
      ref={box}
      className={styles.sheet}
      role="dialog"
      aria-label="Take"
      tabIndex={-1}
      data-phase={phase}
      style={place ?? { opacity: 0 }}
      onKeyDown={onKeyDown}
    >
      <h2>
        {titleText(sheet)} <span>{phaseText(sheet)}</span>
      </h2>
      {counts !== null && <p className={styles.counts}>{counts}</p>}
      <Diff sheet={sheet} />
      {run !== null && !open && phase !== 'booked' && run.state !== 'awaiting_approval' && <DeviceBars run={run} />}
      {run !== null && phase === 'waiting' && <DecisionCard run={run} />}
      {run !== null && phase === 'failed' && <Failures run={run} />}
      <Problem text={error} />
      {open && (
        <Decisions
          decisions={decisions}
          warnings={run?.warnings ?? []}
          disturbs={run?.disturbs ?? []}
          notes={proposal.kind === 'routes' ? proposal.notes : []}
          approval={phase === 'refused' ? null : approval}
        />
      )}
      {open && phase !== 'refused' && (
        <Options
          sheet={sheet}
          booking={booking}
          onBooked={() => {
            setBooking(false)
          }}
        />
      )}
      {open && proposal.kind !== 'undo' && (phase === 'ready' || phase === 'refused') && (
        <Overrule
          key={`${phase} ${String(decisions.length)}`}
          decisions={decisions}
          onReason={(override) => {
            setOptions({ ...sheet.options, override })
          }}
        />
      )}
      {open && <OnAirTouched decisions={decisions} />}
      <Buttons
        sheet={sheet}
        booking={booking}
        onBook={() => {
          setBooking(!booking)
        }}
      />
    </div>
  )
}

/** What is about to be taken, near where it was dropped; nothing is sent before the operator takes it. */
export function TakeSheet() {
  const sheet = useTake((state) => state.sheet)
  return sheet === null ? null : <Open sheet={sheet} />
}

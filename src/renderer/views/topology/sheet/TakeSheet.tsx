import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '../../../components/Button'
import { Kbd } from '../../../components/Kbd'
import { Problem } from '../../../components/Problem'
import { backOut, cancelRest, confirmCodes, retry, take, useTake, type Sheet } from '../../../state/take'
import { Decisions } from './Decisions'
import { Diff } from './Diff'
import { Failures } from './Failures'
import { placeSheet } from './placement'
import { Progress } from './Progress'
import styles from './TakeSheet.module.css'
import { codeWords, phaseText, takeText } from './words'

function Buttons({ sheet }: { readonly sheet: Sheet }) {
  const { phase, run } = sheet
  if (phase === 'done') return null
  if (phase === 'taking') {
    const pending = run?.changes.some((change) => change.state === 'pending') ?? false
    return (
      <div className={styles.buttons}>
        <Button className={styles.wide} onClick={cancelRest} disabled={!pending || run?.state !== 'running'}>
          Cancel what has not begun
        </Button>
        <Button className={styles.out} onClick={backOut}>
          Leave it running <Kbd>Esc</Kbd>
        </Button>
      </div>
    )
  }
  const codes = confirmCodes(sheet.decisions)
  return (
    <div className={styles.buttons}>
      {phase === 'failed' || phase === 'refused' ? (
        <Button className={styles.wide} onClick={retry}>
          {phase === 'failed' ? 'Try again' : 'Look again'}
        </Button>
      ) : (
        <Button look="take" className={styles.wide} disabled={phase !== 'ready'} onClick={take}>
          {takeText(sheet.routes.length)}
          {codes.length > 0 && <span className={styles.anyway}>in spite of {codes.map(codeWords).join(', ')}</span>}
          <Kbd>F12</Kbd>
        </Button>
      )}
      <Button className={styles.out} onClick={backOut}>
        Back out <Kbd>Esc</Kbd>
      </Button>
    </div>
  )
}

function Open({ sheet }: { readonly sheet: Sheet }) {
  const box = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  const { anchor, phase, run, decisions, error } = sheet
  const count = sheet.routes.length

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
        {count === 1 ? '1 route' : `${String(count)} routes`} <span>{phaseText(sheet)}</span>
      </h2>
      <Diff sheet={sheet} />
      {run !== null && phase !== 'ready' && phase !== 'refused' && <Progress run={run} />}
      {run !== null && phase === 'failed' && <Failures run={run} />}
      <Problem text={error} />
      {(phase === 'ready' || phase === 'refused' || phase === 'planning') && (
        <Decisions decisions={decisions} warnings={run?.warnings ?? []} />
      )}
      <Buttons sheet={sheet} />
    </div>
  )
}

/** What is about to be taken, near where it was dropped; nothing is sent before the operator takes it. */
export function TakeSheet() {
  const sheet = useTake((state) => state.sheet)
  return sheet === null ? null : <Open sheet={sheet} />
}

import { useState, type ReactNode } from 'react'
import { useLeaving } from '../state/leaving'
import { problemOf } from '../state/problem'
import { isAtLeast, useActor } from '../state/session'
import { Button } from './Button'
import page from './Page.module.css'
import { Problem } from './Problem'
import { Facts, Section } from './Section'

type ButtonsProps = {
  readonly enabled: boolean
  /** What removing it means, in words. */
  readonly removal: string
  /** Switches it on or off, the other of what it is. */
  readonly onSwitch: () => Promise<void>
  readonly onRemove: () => Promise<void>
}

function Buttons({ enabled, removal, onSwitch, onRemove }: ButtonsProps) {
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const keep = (): void => {
    setAsking(false)
  }
  const question = useLeaving(asking ? keep : null)
  const send = (asked: Promise<void>): void => {
    setProblem(null)
    asked.catch((thrown: unknown) => {
      setProblem(problemOf(thrown))
    })
  }
  return (
    <>
      {asking ? (
        <div ref={question} className={page.form}>
          <p>{removal}</p>
          <div className={page.buttons}>
            <Button
              look="danger"
              onClick={() => {
                send(onRemove())
              }}
            >
              Remove it
            </Button>
            <Button look="bare" onClick={keep}>
              Keep it
            </Button>
          </div>
        </div>
      ) : (
        <div className={page.buttons}>
          <Button
            onClick={() => {
              send(onSwitch())
            }}
          >
            {enabled ? 'Switch off' : 'Switch on'}
          </Button>
          <Button
            onClick={() => {
              setAsking(true)
            }}
          >
            Remove…
          </Button>
        </div>
      )}
      <Problem text={problem} />
    </>
  )
}

type Props = ButtonsProps & {
  readonly name: string
  /** What is wrong with it, before all else. */
  readonly trouble: ReactNode
  /** How it stands. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
  /** Why it cannot be changed here; null: it can. */
  readonly fixed: string | null
  /** Its settings as a form. */
  readonly form: ReactNode
}

/** One link of the engine to the outside: how it stands, and what may be done with it. */
export function LinkPanel({ name, trouble, facts, fixed, form, ...buttons }: Props) {
  const may = isAtLeast(useActor(), 'engineer')
  return (
    <>
      <h2>{name}</h2>
      {trouble}
      {may && fixed === null && <Buttons {...buttons} />}
      <Section title="Now">
        <Facts rows={facts} />
      </Section>
      {fixed !== null && <p className="faint">{fixed}</p>}
      {may && fixed === null && <Section title="Settings">{form}</Section>}
    </>
  )
}

import { useState } from 'react'
import type { Hold, LightReceiver } from '../../../../contract'
import { Button } from '../../../components/Button'
import { holdMeans, holdText } from '../../../components/holdText'
import { LockBadge } from '../../../components/LockBadge'
import { useNow } from '../../../components/now'
import { Problem } from '../../../components/Problem'
import { Section } from '../../../components/Section'
import { Unsaved } from '../../../components/Unsaved'
import { problemOf } from '../../../state/problem'
import { isAtLeast, useActor } from '../../../state/session'
import { holdForm, HoldForm } from './HoldForm'
import { releaseAll, type HoldKind } from './holding'
import styles from './Inspector.module.css'

function Held({ receiver, hold }: { readonly receiver: LightReceiver; readonly hold: Hold }) {
  const actor = useActor()
  const now = useNow()
  const [forcing, setForcing] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const mine = actor?.id === hold.owner.id
  const mayForce = isAtLeast(actor, 'engineer')
  const release = (): void => {
    if (!mine) {
      setForcing(true)
      return
    }
    releaseAll([receiver.id], '').catch((thrown: unknown) => {
      setProblem(problemOf(thrown))
    })
  }
  return (
    <div className={styles.hold}>
      <p>
        <LockBadge hold={hold} mine={mine} named={false} />
        <span>
          {holdText(hold, mine, now)}. <span className="quiet">{holdMeans(hold, mine)}</span>
        </span>
      </p>
      <Problem text={problem} />
      {forcing ? (
        <HoldForm
          kind="release"
          ids={[receiver.id]}
          byForce
          onDone={() => {
            setForcing(false)
          }}
        />
      ) : (
        <div className={styles.buttons}>
          {(mine || mayForce) && (
            <Button onClick={release} title={mine ? undefined : 'By force, with a reason'}>
              {mine ? 'Release' : 'Release by force…'}
            </Button>
          )}
          {!mine && !mayForce && <p className="faint">{hold.owner.name}, an engineer or an admin can release it.</p>}
        </div>
      )}
    </div>
  )
}

/** Who holds the destination, and how to hold and release it. */
export function HoldSection({ receiver }: { readonly receiver: LightReceiver }) {
  const may = isAtLeast(useActor(), 'operator')
  const [asking, setAsking] = useState<HoldKind | null>(null)
  const { lock } = receiver
  if (lock === null && !may) return null
  return (
    <Section title="Lock">
      {lock !== null ? (
        <Held key={lock.since} receiver={receiver} hold={lock} />
      ) : asking !== null ? (
        <HoldForm
          kind={asking}
          ids={[receiver.id]}
          byForce={false}
          onDone={() => {
            setAsking(null)
          }}
        />
      ) : (
        <div className={styles.buttons}>
          <Button
            title="Others cannot route it, you can"
            onClick={() => {
              setAsking('protect')
            }}
          >
            Protect… <Unsaved form={holdForm('protect', [receiver.id])} />
          </Button>
          <Button
            title="Nobody can route it, not even you"
            onClick={() => {
              setAsking('lock')
            }}
          >
            Lock… <Unsaved form={holdForm('lock', [receiver.id])} />
          </Button>
        </div>
      )}
    </Section>
  )
}

import { useState } from 'react'
import type { Id } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import { holdMeans, holdText } from '../../components/holdText'
import { LockBadge } from '../../components/LockBadge'
import { countdownText } from '../../components/momentText'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { holds, type Held } from '../../state/leases'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import styles from './Devices.module.css'
import { LeaseForm } from './LeaseForm'

/** Asks afresh once something was done, so that it shows at once. */
const thenAsk = async (asked: Promise<unknown>): Promise<void> => {
  await asked
  holds.refresh()
}

const reserve = (deviceId: Id, module: string, leaseS: number, reason: string): Promise<void> =>
  thenAsk(client.leases.create({ deviceId, module, leaseS, reason }))
const renew = (id: Id, leaseS: number): Promise<void> => thenAsk(client.leases.renew({ id, leaseS }))
const release = (id: Id, reason: string): Promise<void> => thenAsk(client.leases.release({ id, reason }))

function Reserved({ of, held }: { readonly of: string; readonly held: Held }) {
  const actor = useActor()
  const now = useNow()
  const [asking, setAsking] = useState<'renew' | 'force' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const mine = actor?.id === held.owner.id
  const mayForce = isAtLeast(actor, 'engineer')
  const done = (): void => {
    setAsking(null)
  }
  return (
    <>
      <p className={styles.hold}>
        <LockBadge hold={held} mine={mine} named={false} />
        <span>
          {holdText(held, mine, now)}. <span className="quiet">{holdMeans(held, mine)}</span>
          {held.until !== null && (
            <span className="quiet"> It ends {countdownText(Date.parse(held.until) - now)}.</span>
          )}
        </span>
      </p>
      <Problem text={problem} />
      {asking === 'renew' && (
        <LeaseForm
          of={of}
          verb="Renew"
          about="It begins anew from now."
          timed
          reason="none"
          send={(leaseS) => renew(held.id, leaseS)}
          onDone={done}
        />
      )}
      {asking === 'force' && (
        <LeaseForm
          of={of}
          verb="Release by force"
          about={`${held.owner.name} has it. Your reason goes into the audit.`}
          timed={false}
          reason="must"
          send={(_, reason) => release(held.id, reason)}
          onDone={done}
        />
      )}
      {asking === null && (
        <div className={page.buttons}>
          {mine && (
            <>
              <Button
                onClick={() => {
                  setAsking('renew')
                }}
              >
                Renew…
              </Button>
              <Button
                onClick={() => {
                  setProblem(null)
                  release(held.id, '').catch((thrown: unknown) => {
                    setProblem(problemOf(thrown))
                  })
                }}
              >
                Release
              </Button>
            </>
          )}
          {!mine && mayForce && (
            <Button
              title="With a reason"
              onClick={() => {
                setAsking('force')
              }}
            >
              Release by force…
            </Button>
          )}
          {!mine && !mayForce && <p className="faint">{held.owner.name}, an engineer or an admin can release it.</p>}
        </div>
      )}
    </>
  )
}

type Props = {
  readonly deviceId: Id
  readonly module: string
  readonly held: Held | null
}

/** Who has reserved a device, until when; and how to reserve, renew and release it. */
export function LeaseSection({ deviceId, module, held }: Props) {
  const may = isAtLeast(useActor(), 'operator')
  const [asking, setAsking] = useState(false)
  const of = `${module} of ${deviceId}`
  if (held !== null) return <Reserved key={held.since} of={of} held={held} />
  if (!may) return <p className="quiet">Nobody has reserved it.</p>
  if (!asking)
    return (
      <div className={styles.free}>
        <span className="quiet">Nobody has reserved it.</span>
        <Button
          title="Others cannot use it then, you can"
          onClick={() => {
            setAsking(true)
          }}
        >
          Reserve…
        </Button>
      </div>
    )
  return (
    <LeaseForm
      of={of}
      verb="Reserve"
      about="You can use it then, others cannot: over windows, API, MQTT and schedules alike."
      timed
      reason="may"
      send={(leaseS, reason) => reserve(deviceId, module, leaseS, reason)}
      onDone={() => {
        setAsking(false)
      }}
    />
  )
}

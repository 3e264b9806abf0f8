import { useDeferredValue, useMemo, useState } from 'react'
import { goTo, hashOf } from '../../app/place'
import { flyToThing } from '../../app/finder/fly'
import { Button } from '../../components/Button'
import { Chip } from '../../components/Chip'
import { Empty } from '../../components/Empty'
import { holdMeans } from '../../components/holdText'
import { LockBadge } from '../../components/LockBadge'
import { countdownText } from '../../components/momentText'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { holds, useHolds, type Held } from '../../state/leases'
import { usePicture } from '../../state/picture'
import { isAtLeast, useActor } from '../../state/session'
import { LeaseSection } from '../devices/LeaseSection'
import { HoldForm } from '../topology/inspector/HoldForm'
import { releaseAll } from '../topology/inspector/holding'
import { problemOf } from '../../state/problem'
import styles from './Holds.module.css'
import { holdsFound, kindWords, type HoldFilter } from './findHolds'

const kinds = ['lock', 'protect', 'lease'] as const

function Row({ held, open, onOpen }: { readonly held: Held; readonly open: boolean; readonly onOpen: () => void }) {
  const actor = useActor()
  const now = useNow()
  const mine = held.owner.id === actor?.id
  const place = usePicture((picture) => picture.receivers.get(held.id)?.room ?? null)
  return (
    <tr data-open={open} onClick={onOpen} data-testid={`held-${held.id}`}>
      <td>
        <span className={styles.name}>
          <LockBadge hold={held} mine={mine} named={false} />
          <button type="button" onClick={onOpen} aria-current={open ? 'true' : undefined}>
            <b>{held.label}</b>
          </button>
          {(place ?? held.module) !== null && <small>{place ?? held.module}</small>}
        </span>
      </td>
      <td className="quiet">{kindWords[held.kind]}</td>
      <td>{mine ? 'you' : held.owner.name}</td>
      <td className="quiet">{held.reason === '' ? '–' : held.reason}</td>
      <td className="quiet">{whenText(held.since, now)}</td>
      <td className={page.right}>
        {held.until === null ? (
          <span className="faint">until released</span>
        ) : (
          <span title={`${held.until} UTC`}>{countdownText(Date.parse(held.until) - now)}</span>
        )}
      </td>
    </tr>
  )
}

/** Releases a lock or a protection; somebody else's with a reason. */
function Release({ held }: { readonly held: Held }) {
  const actor = useActor()
  const [forcing, setForcing] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const mine = actor?.id === held.owner.id
  if (!mine && !isAtLeast(actor, 'engineer'))
    return <p className="faint">{held.owner.name}, an engineer or an admin can release it.</p>
  if (forcing)
    return (
      <HoldForm
        kind="release"
        ids={[held.id]}
        byForce
        onDone={() => {
          setForcing(false)
          holds.refresh()
        }}
      />
    )
  return (
    <>
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button
          onClick={() => {
            setProblem(null)
            if (mine)
              releaseAll([held.id], '').then(holds.refresh, (thrown: unknown) => {
                setProblem(problemOf(thrown))
              })
            else setForcing(true)
          }}
        >
          {mine ? 'Release' : 'Release by force…'}
        </Button>
      </div>
    </>
  )
}

function Side({ held }: { readonly held: Held }) {
  const actor = useActor()
  const shown = usePicture((picture) => picture.receivers.has(held.id))
  const { deviceId, module } = held
  return (
    <>
      <h2>{held.label}</h2>
      {deviceId !== null && module !== null ? (
        <LeaseSection deviceId={deviceId} module={module} held={held} />
      ) : (
        <>
          <p className="quiet">{holdMeans(held, actor?.id === held.owner.id)}</p>
          <Release key={held.id} held={held} />
        </>
      )}
      <div className={page.buttons}>
        {shown && (
          <Button
            onClick={() => {
              flyToThing('receiver', held.id)
              goTo('topology', null)
            }}
          >
            Show in the picture
          </Button>
        )}
        {deviceId !== null && (
          <a className={styles.link} href={hashOf('devices', deviceId)}>
            See the device
          </a>
        )}
      </div>
    </>
  )
}

/** Everything that somebody holds: destinations that are locked or protected, and devices that are reserved. */
export function HoldsTab() {
  const actor = useActor()
  const { value, problem } = useHolds()
  const [filter, setFilter] = useState<HoldFilter>({ q: '', kind: null, mine: false })
  const [chosen, setChosen] = useState<string | null>(null)
  const rested = useDeferredValue(filter)
  const all = useMemo(() => value ?? [], [value])
  const list = useMemo(() => holdsFound(all, rested, actor?.id ?? null), [all, rested, actor])
  if (value?.length === 0 && problem === null)
    return (
      <Empty title="Nobody holds anything">
        <p>
          A destination is locked or protected from its panel in the topology; a device on MQTT is reserved on its own
          page here. Whoever holds something, since when and until when, shows in this list.
        </p>
      </Empty>
    )
  const open = list.find(({ id }) => id === chosen) ?? null
  return (
    <div className={styles.holds}>
      <div className={styles.main}>
        <div className={styles.bar}>
          <input
            type="search"
            aria-label="Find locks and leases"
            placeholder="Find a name, an owner, a reason…"
            value={filter.q}
            spellCheck={false}
            onChange={(event) => {
              setFilter({ ...filter, q: event.currentTarget.value })
            }}
          />
          {kinds.map((kind) => (
            <Chip
              key={kind}
              on={filter.kind === kind}
              onToggle={() => {
                setFilter({ ...filter, kind: filter.kind === kind ? null : kind })
              }}
            >
              {kindWords[kind]}
            </Chip>
          ))}
          <Chip
            on={filter.mine}
            onToggle={() => {
              setFilter({ ...filter, mine: !filter.mine })
            }}
          >
            mine
          </Chip>
        </div>
        {problem !== null && (
          <div className={page.none}>
            <Problem text={problem} />
          </div>
        )}
        {value === null && problem === null && <p className={page.none}>Asking the engine…</p>}
        {all.length > 0 && list.length === 0 && <p className={page.none}>Nothing is found.</p>}
        {list.length > 0 && (
          <div className={styles.scroll}>
            <table className={`${page.table ?? ''} ${styles.table ?? ''}`} aria-label="Locks and leases">
              <thead>
                <tr>
                  <th>What</th>
                  <th>How</th>
                  <th>Whose</th>
                  <th>Reason</th>
                  <th>Since, UTC</th>
                  <th className={page.right}>Ends</th>
                </tr>
              </thead>
              <tbody>
                {list.map((held) => (
                  <Row
                    key={held.id}
                    held={held}
                    open={held.id === chosen}
                    onOpen={() => {
                      setChosen(held.id)
                    }}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      <aside className={`${page.side ?? ''} ${styles.side ?? ''}`} aria-label="Details">
        {open === null ? (
          <p className="quiet">Choose one to release or renew it, or to see it in the picture.</p>
        ) : (
          <Side key={open.id} held={open} />
        )}
      </aside>
    </div>
  )
}

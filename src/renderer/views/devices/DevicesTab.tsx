import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { MqttDevice, Status } from '../../../contract'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { Chip } from '../../components/Chip'
import { ColumnAsked, ColumnBody, ColumnItem, Columns } from '../../components/Columns'
import { Empty } from '../../components/Empty'
import { LockBadge } from '../../components/LockBadge'
import { Problem } from '../../components/Problem'
import { useAsked } from '../../state/asked'
import { useBrokers } from '../../state/brokers'
import { askDevices } from '../../state/devices'
import { useHolds, type Held } from '../../state/leases'
import { useModules } from '../../state/modules'
import { useActor } from '../../state/session'
import { DeviceSide, DeviceThing } from './DeviceThing'
import styles from './Devices.module.css'
import { OnlineDot } from './OnlineDot'
import { listLine } from './deviceWords'

/** So many devices are shown at first, and so many more each time. */
const STEP = 300

function Row({
  device,
  open,
  holds,
}: {
  readonly device: MqttDevice
  readonly open: boolean
  readonly holds: readonly Held[]
}) {
  const actor = useActor()
  const held = holds.find(({ deviceId }) => deviceId === device.id)
  return (
    <ColumnItem
      href={hashOf('devices', device.id)}
      open={open}
      title={device.label}
      line={<span title={listLine(device)}>{listLine(device)}</span>}
      marks={
        <>
          {held !== undefined && <LockBadge hold={held} mine={held.owner.id === actor?.id} named={false} />}
          <OnlineDot device={device} />
        </>
      }
    />
  )
}

/** Brings the entry that is open into sight, once it is in the list. */
function InSight() {
  const here = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    here.current?.parentElement?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [])
  return <span ref={here} hidden />
}

/** What to do where no device is heard. */
function NoDevice() {
  const { value } = useBrokers()
  const relayed = (value ?? []).filter(({ relay, enabled }) => relay && enabled)
  const lost = relayed.filter(({ state }) => state.state !== 'live')
  if (value === null) return <p>Asking the engine…</p>
  if (relayed.length === 0)
    return (
      <>
        <p>
          Devices that speak MQTT show here by themselves once their broker is known: decoders, camera processors,
          whatever has a module.
        </p>
        <p>
          <a className={styles.link} href={hashOf('brokers', 'new')}>
            Add a broker
          </a>{' '}
          by its address.
        </p>
      </>
    )
  if (lost.length > 0)
    return (
      <>
        <p>{lost.map(({ name, state }) => `${name}: ${state.problem ?? 'connecting…'}`).join(' ')}</p>
        <p>
          <a className={styles.link} href={hashOf('brokers', lost[0]?.id ?? null)}>
            See the broker
          </a>
        </p>
      </>
    )
  return (
    <>
      <p>
        {relayed.map(({ name }) => name).join(', ')} {relayed.length === 1 ? 'is' : 'are'} connected, and no device has
        said anything yet.
      </p>
      <p>
        A device says who it is, retained, on{' '}
        <span className="mono">{relayed[0]?.topicPrefix ?? '/lab'}/device/its-id/meta</span>.{' '}
        <a className={styles.link} href={hashOf('devices', 'topics')}>
          See what comes
        </a>
      </p>
    </>
  )
}

/** Devices on MQTT: the list, the one that is open with its commands, and what was sent to it. */
export function DevicesTab({ id }: { readonly id: string | null }) {
  const [q, setQ] = useState('')
  const [module, setModule] = useState<string | null>(null)
  const [status, setStatus] = useState<Status | null>(null)
  const [most, setMost] = useState(STEP)
  const words = useDeferredValue(q.trim())
  const modules = useModules().value ?? []
  const holds = useHolds().value ?? []
  const asked = useMemo(
    () =>
      askDevices(
        {
          ...(words === '' ? {} : { q: words }),
          ...(module === null ? {} : { module }),
          ...(status === null ? {} : { status }),
        },
        most,
      ),
    [words, module, status, most],
  )
  const { value, problem } = useAsked(asked)
  const [shown, setShown] = useState(value)
  // While another question is under way the last answer stays.
  if (value !== null && value !== shown) setShown(value)
  const found = value ?? shown
  const items = found?.items ?? []
  const isFiltered = words !== '' || module !== null || status !== null
  if (found !== null && items.length === 0 && !isFiltered && id === null)
    return (
      <Empty title="No device yet">
        <NoDevice />
        <Problem text={problem} />
      </Empty>
    )
  const open = id ?? items[0]?.id ?? null
  const isListed = items.some((device) => device.id === open)
  const list = (
    <>
      <div className={styles.filter}>
        <input
          type="search"
          aria-label="Find devices"
          placeholder="Find a device, site, room…"
          value={q}
          spellCheck={false}
          onChange={(event) => {
            setQ(event.currentTarget.value)
          }}
        />
        <div className={styles.chips}>
          {modules.map(({ name, title }) => (
            <Chip
              key={name}
              on={module === name}
              title={title}
              onToggle={() => {
                setModule(module === name ? null : name)
              }}
            >
              {name}
            </Chip>
          ))}
          <Chip
            on={status === 'offline'}
            onToggle={() => {
              setStatus(status === 'offline' ? null : 'offline')
            }}
          >
            offline
          </Chip>
        </div>
      </div>
      <ColumnBody padded={false}>
        <InSight key={`${String(open)} ${String(isListed)}`} />
        <ColumnAsked answer={{ value: found, problem }} none={items.length === 0 ? 'Nothing is found.' : null} />
        {items.map((device) => (
          <Row key={device.id} device={device} open={device.id === open} holds={holds} />
        ))}
        {found?.more === true && (
          <div className={styles.said}>
            <Button
              onClick={() => {
                setMost(most + STEP)
              }}
            >
              More than {String(items.length)}: show more
            </Button>
          </div>
        )}
      </ColumnBody>
    </>
  )
  return (
    <Columns
      list={list}
      main={
        open === null ? (
          <ColumnBody padded>
            <p className="quiet">Choose a device to see how it is and to send it commands.</p>
          </ColumnBody>
        ) : (
          <DeviceThing key={open} id={open} modules={modules} holds={holds} />
        )
      }
      side={<DeviceSide key={open} id={open} modules={modules} />}
      sideName="Sent to it"
    />
  )
}

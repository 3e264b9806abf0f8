import { useMemo } from 'react'
import type { Id, LightReceiver, LightSender } from '../../../../contract'
import { flyToThing } from '../../../app/finder/fly'
import { Button } from '../../../components/Button'
import { Problem } from '../../../components/Problem'
import { Facts, Section } from '../../../components/Section'
import { dismissForeign, useEvents } from '../../../state/events'
import { useDevice, usePicture, useSender } from '../../../state/picture'
import { isOver } from '../../../state/outcomes'
import { receiversOf, sourceOf, titleOf } from '../../../state/routes'
import { isAtLeast, useActor } from '../../../state/session'
import { dismiss, propose, proposeActions, useTake, type Anchor } from '../../../state/take'
import { ImpactSection } from '../../impact/ImpactSection'
import { Actions } from './Actions'
import { Bookings } from './Bookings'
import { HoldSection } from './HoldSection'
import styles from './Inspector.module.css'
import { useInspection } from './inspection'
import { useLastRunOf } from './lastRun'
import { Legs } from './Legs'
import { PanelHistory } from './PanelHistory'
import { PortList } from './PortList'
import { Raw } from './Raw'
import { SentTo } from './SentTo'
import { TallySection } from './TallySection'
import { Title } from './Title'
import { WindowsHere } from './WindowsHere'

/** What just happened to a receiver, until it is dismissed. */
function News({ id }: { readonly id: Id }) {
  const outcome = useTake((take) => take.outcomes.get(id))
  const foreign = useEvents((events) => events.foreign.get(id))
  const bad = outcome?.ok === false ? outcome.text : null
  const text = bad ?? foreign?.text ?? null
  if (text === null) return null
  return (
    <div>
      <Problem text={text} />
      <Button
        look="bare"
        onClick={() => {
          dismiss(id)
          dismissForeign(id)
        }}
      >
        Seen
      </Button>
    </div>
  )
}

function Source({ receiver }: { readonly receiver: LightReceiver }) {
  const sender = useSender(receiver.route.senderId)
  const { active, senderId, inferred } = receiver.route
  if (!active) return <>nothing</>
  if (senderId === null) return <>something unknown to the plant</>
  if (sender === undefined) return <span className="mono">{senderId}</span>
  return (
    <>
      <button
        type="button"
        className={styles.link}
        onClick={() => {
          flyToThing('sender', sender.id)
        }}
      >
        {titleOf(sender)}
      </button>
      {inferred && <span className="faint"> inferred by address</span>}
    </>
  )
}

function trace(port: LightSender | LightReceiver, ends: readonly Id[]): void {
  const [first] = ends
  if (first !== undefined) flyToThing(port.kind === 'sender' ? 'receiver' : 'sender', first)
}

/** Beside the panel, where what it is about stays visible. */
const besidePanel = (button: HTMLElement): Anchor => {
  const box = button.getBoundingClientRect()
  return { x: box.left - 460, y: box.bottom }
}

/** Switches the port itself on or off (`master_enable`); it keeps what it was told to send or receive. */
function Switch({ port }: { readonly port: LightSender | LightReceiver }) {
  const on = legsOn(port)
  return (
    <Button
      title={on ? 'Switches it off; it keeps what it was told' : 'Switches it on with what it was last told'}
      onClick={(event) => {
        const { id } = port
        const action =
          port.kind === 'sender'
            ? ({ type: on ? 'sender.deactivate' : 'sender.activate', senderId: id } as const)
            : ({ type: on ? 'receiver.disable' : 'receiver.enable', receiverId: id } as const)
        proposeActions([action], besidePanel(event.currentTarget))
      }}
    >
      {on ? 'Off' : 'On'}
    </Button>
  )
}

/** Another value whenever the port is another, or a run has touched it. */
const useRevision = (port: LightSender | LightReceiver, lastRun: Id | null): object =>
  useMemo(() => ({ port, lastRun }), [port, lastRun])

/** A sender or receiver. */
export function PortPanel({ port }: { readonly port: LightSender | LightReceiver }) {
  const device = useDevice(port.parent)
  const receivers = usePicture((picture) => picture.receivers)
  const may = isAtLeast(useActor(), 'operator')
  const lastRun = useLastRunOf(port.id, isOver)
  const { value: inspection, problem } = useInspection(port.kind, port.id, useRevision(port, lastRun))
  const source = port.kind === 'receiver' ? sourceOf(port) : null
  const ends = port.kind === 'sender' ? receiversOf(receivers, port.id) : source === null ? [] : [source]
  const controllable = port.kind === 'receiver' ? port.controllable : (device?.controllable ?? false)
  const sub = [
    port.kind,
    port.format,
    port.transport,
    device === undefined ? null : titleOf(device),
    port.label === titleOf(port) ? null : `“${port.label}”`,
    controllable ? 'controllable' : 'not controllable',
    port.status === 'offline' ? 'offline' : null,
  ].filter((word) => word !== null)
  const says =
    inspection === null ? (problem ?? 'asking…') : (inspection.fault ?? (legsOn(port) ? 'active' : 'not active'))
  return (
    <>
      <Title record={port} sub={sub.join(' · ')} />
      <Actions record={port}>
        {port.kind === 'receiver' && port.route.active && may && (
          <Button
            disabled={!controllable || port.status === 'offline'}
            onClick={(event) => {
              propose([{ senderId: null, receiverId: port.id }], besidePanel(event.currentTarget))
            }}
          >
            Disconnect
          </Button>
        )}
        {may && controllable && port.status === 'online' && <Switch port={port} />}
        <Button
          disabled={ends.length === 0}
          title={port.kind === 'sender' ? 'Fly to the first destination' : 'Fly to the source'}
          onClick={() => {
            trace(port, ends)
          }}
        >
          Trace
        </Button>
      </Actions>
      <News id={port.id} />
      {port.tally !== undefined && <TallySection tally={port.tally} />}
      {port.kind === 'receiver' && (port.lock !== null || may) && <HoldSection receiver={port} />}
      {port.kind === 'receiver' && <Bookings id={port.id} />}
      <Section title="Now">
        <Facts
          rows={[
            port.kind === 'receiver'
              ? ['Source', <Source key="source" receiver={port} />]
              : [
                  'Goes to',
                  ends.length === 0 ? 'nobody' : `${String(ends.length)} destination${ends.length === 1 ? '' : 's'}`,
                ],
            [
              'Device says',
              <span key="says" className={inspection?.fault ? 'warn' : undefined}>
                {says}
              </span>,
            ],
            ['Format', inspection?.summary || port.format],
            ...(port.group === null ? [] : [['Group', port.group] as const]),
          ]}
        />
      </Section>
      {port.kind === 'receiver' && (
        <WindowsHere receiver={port} witnesses={inspection?.witnesses.map(({ id }) => id) ?? null} />
      )}
      {inspection !== null && (
        <Legs legs={inspection.legs} active={legsOn(port)}>
          {port.kind === 'sender' && port.transport === 'rtp' && may && controllable && port.status === 'online' && (
            <SentTo sender={port} inspection={inspection} receivers={ends} anchorOf={besidePanel} />
          )}
        </Legs>
      )}
      {port.kind === 'sender' && ends.length > 0 && (
        <Section title="Destinations">
          <PortList ids={ends} beside="where" />
        </Section>
      )}
      <ImpactSection kind={port.kind} id={port.id} />
      {inspection !== null && <Raw inspection={inspection} />}
      <PanelHistory id={port.id} revision={[port.alias, source, legsOn(port), lastRun].join(' ')} />
      <p className={`mono ${styles.id ?? ''}`}>{port.id}</p>
    </>
  )
}

const legsOn = (port: LightSender | LightReceiver): boolean =>
  port.kind === 'sender' ? port.active : port.route.active

import { useEffect, useMemo, useRef, useState } from 'react'
import type { Id, MqttDevice, RelayModule } from '../../../contract'
import { client } from '../../app/client'
import { flyToThing } from '../../app/finder/fly'
import { goTo, hashOf } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { MonoBlock } from '../../components/MonoBlock'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Facts, Section } from '../../components/Section'
import { agoText } from '../../components/timeText'
import { useAsked } from '../../state/asked'
import { askDevice } from '../../state/devices'
import type { Held } from '../../state/leases'
import { pictureStore } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { CommandForm } from './CommandForm'
import styles from './Devices.module.css'
import { DeviceRuns } from './DeviceRuns'
import { LeaseSection } from './LeaseSection'
import { OnlineDot } from './OnlineDot'
import { unitIdOf } from './unit'
import { nameWords, placeText, stateOf, valueText } from './deviceWords'

/** What the device says of a module, and when it did. */
function State({ device, module }: { readonly device: MqttDevice; readonly module: string }) {
  const rows = Object.entries(stateOf(device, module)).map(([name, value]) => {
    const words = nameWords(name)
    const many = Array.isArray(value) && value.length > 0 && typeof value[0] === 'object'
    return [
      words.charAt(0).toUpperCase() + words.slice(1),
      many ? (
        <ul key={name} className={styles.several}>
          {(value as readonly unknown[]).map((one, i) => (
            <li key={i}>{valueText([one])}</li>
          ))}
        </ul>
      ) : (
        (valueText(value) ?? '–')
      ),
    ] as const
  })
  if (rows.length === 0) return <p className="quiet">It says nothing of it.</p>
  return <Facts rows={rows} />
}

/** Where the keys go first in a form: its first field. Where it has none the form itself, for nothing is sent unmeant. */
const firstField = (form: HTMLElement | null): HTMLElement | null =>
  form?.querySelector<HTMLElement>(
    'input:checked:enabled, input:not([type=hidden], [type=radio]):enabled, textarea:enabled',
  ) ??
  form?.querySelector('form') ??
  null

function Module({
  device,
  name,
  module,
  held,
}: {
  readonly device: MqttDevice
  readonly name: string
  /** Undefined: Signalbox does not know it. */
  readonly module: RelayModule | undefined
  readonly held: Held | null
}) {
  const [open, setOpen] = useState<string | null>(null)
  const command = module?.commands.find((one) => one.name === open)
  const form = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement | null>(null)
  useEffect(() => {
    if (open === null) return
    form.current?.scrollIntoView({ block: 'nearest' })
    firstField(form.current)?.focus({ preventScroll: true })
  }, [open])
  return (
    <>
      <Section title={module?.title ?? name}>
        <State device={device} module={name} />
      </Section>
      {module === undefined ? (
        <p className="quiet">
          Signalbox has no module {name}: it can be seen and not be told anything.{' '}
          <a className={styles.link} href={hashOf('devices', 'modules')}>
            See the modules
          </a>
        </p>
      ) : (
        <>
          <Section title="Reservation">
            <LeaseSection deviceId={device.id} module={name} held={held} />
          </Section>
          <Section title="Commands">
            {module.state !== 'running' && (
              <Problem text={module.problem ?? `The module ${module.title} is switched off, so nothing can be sent.`} />
            )}
            {module.commands.length === 0 && <p className="quiet">It knows none.</p>}
            <div className={styles.commands}>
              {module.commands.map((one) => (
                <Button
                  key={one.name}
                  aria-expanded={one.name === open}
                  className={one.name === open ? styles.chosen : undefined}
                  title={one.reversible ? one.name : `${one.name}; nothing undoes it`}
                  onClick={({ currentTarget }) => {
                    opener.current = currentTarget
                    setOpen(one.name === open ? null : one.name)
                  }}
                >
                  {one.title}
                </Button>
              ))}
            </div>
            {command !== undefined && (
              <div ref={form} className={styles.command}>
                <CommandForm
                  key={command.name}
                  device={device}
                  module={module}
                  command={command}
                  onDone={() => {
                    setOpen(null)
                    opener.current?.focus()
                  }}
                />
              </div>
            )}
          </Section>
        </>
      )}
    </>
  )
}

function Head({ device }: { readonly device: MqttDevice }) {
  const may = isAtLeast(useActor(), 'operator')
  const now = useNow()
  const [problem, setProblem] = useState<string | null>(null)
  const place = placeText(device)
  const { seenAt } = device
  return (
    <div className={styles.head}>
      <h1>
        <OnlineDot device={device} /> {device.label}
      </h1>
      <p className="quiet">
        <span className="mono">{device.deviceId}</span> on <span className="mono">{device.broker}</span>
        {place === '' ? '' : ` · ${place}`} · {device.status}
        {seenAt === null ? '' : `, heard ${agoText(seenAt, now)} ago`}
      </p>
      <Problem text={device.problem} />
      <div className={page.buttons}>
        <Button
          disabled={!pictureStore.getState().devices.has(device.id)}
          onClick={() => {
            flyToThing('device', device.id)
            goTo('topology', null)
          }}
        >
          Show in the picture
        </Button>
        {may && device.status === 'offline' && (
          <AskOnce
            label="Forget…"
            yes="Forget it until it is heard again"
            no="Keep it"
            disabled={false}
            onYes={() => {
              client.mqttDevices.forget({ id: device.id }).then(
                () => {
                  goTo('devices', null)
                },
                (thrown: unknown) => {
                  setProblem(problemOf(thrown))
                },
              )
            }}
          />
        )}
      </div>
      <Problem text={problem} />
    </div>
  )
}

type Props = { readonly id: Id; readonly modules: readonly RelayModule[]; readonly holds: readonly Held[] }

/** A device: how it is, who has reserved it, and what it can be told. */
export function DeviceThing({ id, modules, holds }: Props) {
  const asked = useMemo(() => askDevice(id), [id])
  const { value: device, problem } = useAsked(asked)
  if (device === null)
    return (
      <ColumnBody padded>
        {problem === null ? <p className="quiet">Asking the engine…</p> : <Problem text={problem} />}
      </ColumnBody>
    )
  return (
    <ColumnBody padded>
      <Head device={device} />
      {/* It has gone since: the engine says so. */}
      <Problem text={problem} />
      {device.modules.map((name) => (
        <Module
          key={name}
          device={device}
          name={name}
          module={modules.find((module) => module.name === name)}
          held={holds.find((held) => held.deviceId === id && held.module === name) ?? null}
        />
      ))}
      {device.modules.length === 0 && <p className="quiet">It says of no module, so nothing can be sent to it.</p>}
      <Section title="As it came">
        <MonoBlock title="Status" text={JSON.stringify(device.state, null, 2)} />
        <MonoBlock title="Meta" text={JSON.stringify(device.meta, null, 2)} />
      </Section>
    </ColumnBody>
  )
}

/** What was sent to the device lately. */
export function DeviceSide({ id, modules }: { readonly id: Id | null; readonly modules: readonly RelayModule[] }) {
  const ids = useMemo(
    () => (id === null ? [] : [id, ...modules.flatMap(({ name }) => unitIdOf(name, id) ?? [])]),
    [id, modules],
  )
  return (
    <>
      <ColumnHead title="Sent to it" note="newest first" level={2} actions={null} />
      <ColumnBody padded>{ids.length > 0 && <DeviceRuns ids={ids} />}</ColumnBody>
    </>
  )
}

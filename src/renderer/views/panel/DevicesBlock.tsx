import { useDeferredValue, useMemo, useState } from 'react'
import type { CommandSpec, MqttDevice, PanelBlock, RelayModule } from '../../../contract'
import { isAlone, usePlace } from '../../app/place'
import { classes } from '../../components/classes'
import { LockBadge } from '../../components/LockBadge'
import { OnAirMark } from '../../components/OnAirMark'
import { Problem } from '../../components/Problem'
import { tallyWord } from '../../components/tallyText'
import { useAsked } from '../../state/asked'
import { askDevices } from '../../state/devices'
import { useHolds, type Held } from '../../state/leases'
import { airOf } from '../../state/onAir'
import { useReceiver } from '../../state/picture'
import { isAtLeast, useActor } from '../../state/session'
import { OnlineDot } from '../devices/OnlineDot'
import { anchorOf, sendCommand } from '../devices/sendCommand'
import { unitIdOf } from '../devices/unit'
import { placeText, valueAt, valueText } from '../devices/deviceWords'
import { CommandDialog, LeaseDialog } from './Dialogs'
import styles from './Panel.module.css'

type Devices = Extract<PanelBlock, { kind: 'devices' }>
type Opened = { readonly kind: 'command'; readonly command: CommandSpec } | { readonly kind: 'lease' }

/** Devices that a panel shows. */
const MOST = 1000
/** From so many on they can be looked for. */
const FINDS_FROM = 12

/** Whether a command is complete as it is: nothing has to be said. */
const isPress = ({ params }: CommandSpec): boolean => {
  const required: unknown = params['required']
  return !Array.isArray(required) || required.length === 0
}

/** The commands of a card: those that the block names, and those that the panel has a form for. */
function cardCommands(block: Devices, module: RelayModule): readonly CommandSpec[] {
  const forms = (module.panel?.blocks ?? []).flatMap((one) => (one.kind === 'command' ? [one.command] : []))
  const names = [...new Set([...forms, ...block.commands])]
  return names.flatMap((name) => module.commands.find((command) => command.name === name) ?? [])
}

function Card({
  device,
  block,
  module,
  held,
}: {
  readonly device: MqttDevice
  readonly block: Devices
  readonly module: RelayModule
  readonly held: Held | null
}) {
  const actor = useActor()
  const may = isAtLeast(actor, 'operator')
  const [opened, setOpened] = useState<Opened | null>(null)
  const receiver = useReceiver(unitIdOf(module.name, device.id))
  const air = airOf(receiver?.tally)
  const alone = isAlone(usePlace())
  const mine = held !== null && held.owner.id === actor?.id
  const offline = device.status === 'offline'
  const close = (): void => {
    setOpened(null)
  }
  return (
    <article
      className={classes(styles.card, offline && styles.offline, air !== null && styles.onAir)}
      aria-label={device.label}
      data-testid={`card-${device.deviceId}`}
    >
      <header>
        <h3 title={device.label}>{device.label}</h3>
        {receiver?.tally !== undefined && air !== null && (
          <span className={styles.air}>
            <OnAirMark air={air} /> {tallyWord(receiver.tally)}
          </span>
        )}
        <OnlineDot device={device} />
      </header>
      <p className={styles.place}>
        {placeText(device) || device.deviceId}
        {held !== null && <LockBadge hold={held} mine={mine} named />}
      </p>
      {device.problem !== null && <p className="warn">{device.problem}</p>}
      <dl>
        {block.columns.map(({ label, path }) => (
          <div key={path}>
            <dt>{label}</dt>
            <dd title={valueText(valueAt(device, path)) ?? undefined}>{valueText(valueAt(device, path)) ?? '–'}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.buttons}>
        {cardCommands(block, module).map((command) => (
          <button
            key={command.name}
            type="button"
            disabled={!may || offline || module.state !== 'running'}
            title={command.reversible ? undefined : 'Nothing undoes it'}
            onClick={(event) => {
              if (!isPress(command)) setOpened({ kind: 'command', command })
              else {
                const wanted = { deviceId: device.id, module: module.name, command: command.name, params: {} }
                sendCommand(wanted, alone ? null : anchorOf(event.currentTarget), true)
              }
            }}
          >
            {command.title}
            {isPress(command) ? '' : '…'}
          </button>
        ))}
        <button
          type="button"
          disabled={!may}
          onClick={() => {
            setOpened({ kind: 'lease' })
          }}
        >
          {held === null ? 'Reserve…' : 'Reserved…'}
        </button>
      </div>
      {opened?.kind === 'command' && (
        <CommandDialog device={device} module={module} command={opened.command} onClose={close} />
      )}
      {opened?.kind === 'lease' && <LeaseDialog device={device} module={module.name} held={held} onClose={close} />}
    </article>
  )
}

/** The devices of a module as cards: how each is, and what it can be told. */
export function DevicesBlock({ block, module }: { readonly block: Devices; readonly module: RelayModule }) {
  const { name } = module
  const [q, setQ] = useState('')
  const words = useDeferredValue(q.trim())
  const asked = useMemo(() => askDevices({ module: name, ...(words === '' ? {} : { q: words }) }, MOST), [name, words])
  const { value, problem } = useAsked(asked)
  const holds = useHolds().value ?? []
  const [last, setLast] = useState(value)
  // While another question is under way the last answer stays.
  if (value !== null && value !== last) setLast(value)
  const items = (value ?? last)?.items ?? []
  return (
    <section className={styles.block} aria-label={block.title}>
      <h2>
        {block.title} {items.length > 0 && <small>{items.length}</small>}
      </h2>
      <Problem text={problem} />
      {(items.length > FINDS_FROM || q !== '') && (
        <input
          type="search"
          className={styles.find}
          aria-label="Find devices"
          placeholder="Find a device, site, room…"
          value={q}
          spellCheck={false}
          onChange={(event) => {
            setQ(event.currentTarget.value)
          }}
        />
      )}
      {value === null && last === null && problem === null && <p className="quiet">Asking the engine…</p>}
      {value !== null && items.length === 0 && q !== '' && <p className="quiet">Nothing is found.</p>}
      {value !== null && items.length === 0 && q === '' && (
        <p className="quiet">
          None is heard yet. They show here by themselves once they speak to a broker of the house.
        </p>
      )}
      <div className={styles.cards}>
        {items.map((device) => (
          <Card
            key={device.id}
            device={device}
            block={block}
            module={module}
            held={holds.find(({ deviceId, module: of }) => deviceId === device.id && of === name) ?? null}
          />
        ))}
      </div>
      {value?.more === true && <p className="warn">Only the first {String(MOST)} are shown.</p>}
    </section>
  )
}

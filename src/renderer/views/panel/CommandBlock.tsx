import { useMemo, useState } from 'react'
import type { PanelBlock, RelayModule } from '../../../contract'
import { Problem } from '../../components/Problem'
import { useAsked } from '../../state/asked'
import { askDevices } from '../../state/devices'
import { CommandForm } from '../devices/CommandForm'
import styles from './Panel.module.css'

/** Devices that can be chosen. */
const MOST = 1000

type Props = { readonly block: Extract<PanelBlock, { kind: 'command' }>; readonly module: RelayModule }

/** A command for one of the module's devices, folded away until it is wanted. */
export function CommandBlock({ block, module }: Props) {
  const [open, setOpen] = useState(false)
  const command = module.commands.find(({ name }) => name === block.command)
  return (
    <details
      className={styles.fold}
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>{block.title}</summary>
      {open &&
        (command === undefined ? (
          <p className="warn">The module has no command {block.command}.</p>
        ) : (
          <Chosen module={module} command={command} />
        ))}
    </details>
  )
}

function Chosen({
  module,
  command,
}: {
  readonly module: RelayModule
  readonly command: RelayModule['commands'][number]
}) {
  const { name } = module
  const asked = useMemo(() => askDevices({ module: name }, MOST), [name])
  const { value, problem } = useAsked(asked)
  const [id, setId] = useState<string | null>(null)
  const items = value?.items ?? []
  const device = items.find((one) => one.id === id) ?? items[0]
  return (
    <div className={styles.chosen}>
      <Problem text={problem} />
      {value !== null && device === undefined && <p className="quiet">No device of it is heard.</p>}
      {device !== undefined && (
        <>
          <label className={styles.which}>
            <span>Device</span>
            <select
              value={device.id}
              onChange={(event) => {
                setId(event.currentTarget.value)
              }}
            >
              {items.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.label}
                  {one.status === 'offline' ? ' (offline)' : ''}
                </option>
              ))}
            </select>
          </label>
          <CommandForm key={device.id} device={device} module={module} command={command} onDone={null} />
        </>
      )}
    </div>
  )
}

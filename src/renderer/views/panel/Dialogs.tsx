import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react'
import type { CommandSpec, MqttDevice, RelayModule } from '../../../contract'
import { isAlone, usePlace } from '../../app/place'
import { useLeaving } from '../../state/leaving'
import { useTake } from '../../state/take'
import type { Held } from '../../state/leases'
import { CommandForm } from '../devices/CommandForm'
import { useOptions } from '../devices/commandOptions'
import { LeaseSection } from '../devices/LeaseSection'
import { formFields } from '../devices/form/schemaFields'
import { stateOf } from '../devices/deviceWords'
import { anchorOf, sendCommand } from '../devices/sendCommand'
import styles from './Panel.module.css'

/** Something that is asked over the panel. Esc and a press beside it close it. */
function Dialog({
  title,
  sub,
  onClose,
  children,
}: {
  readonly title: string
  readonly sub: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const leaving = useLeaving(onClose)
  const show = useCallback(
    (box: HTMLDialogElement | null) => {
      leaving(box)
      if (box?.open === false) box.show()
      box?.focus()
    },
    [leaving],
  )
  return (
    <div
      className={styles.veil}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <dialog ref={show} className={styles.dialog} aria-label={`${title}: ${sub}`} tabIndex={-1}>
        <header>
          <h3>{sub}</h3>
          <button type="button" aria-label="Close" onClick={onClose}>
            ×
          </button>
        </header>
        {children}
      </dialog>
    </div>
  )
}

type CommandProps = {
  readonly device: MqttDevice
  readonly module: RelayModule
  readonly command: CommandSpec
  readonly onClose: () => void
}

/** One field with known values: each is a button, and a press sends it. Else the form. */
export function CommandDialog({ device, module, command, onClose }: CommandProps) {
  const fields = useMemo(() => formFields(command.params), [command.params])
  const { options } = useOptions(module, command.name)
  const alone = isAlone(usePlace())
  const [only, ...others] = fields
  const choices =
    only === undefined || others.length > 0 || only.shape.kind !== 'text' ? [] : (options[only.name] ?? [])
  const said = Object.values(stateOf(device, module.name))
  // What was asked for is being looked at: the sheet says the rest.
  const sheet = useTake((take) => take.sheet !== null)
  const opened = useRef(sheet)
  useEffect(() => {
    if (sheet && !opened.current) onClose()
  }, [sheet, onClose])
  return (
    <Dialog title={command.title} sub={device.label} onClose={onClose}>
      {only !== undefined && choices.length > 0 ? (
        <>
          <h4>{command.title}</h4>
          <div className={styles.choices}>
            {choices.map((value) => (
              <button
                key={value}
                type="button"
                aria-pressed={said.includes(value)}
                onClick={(event) => {
                  const params = { [only.name]: value }
                  const wanted = { deviceId: device.id, module: module.name, command: command.name, params }
                  sendCommand(wanted, alone ? null : anchorOf(event.currentTarget), true)
                  onClose()
                }}
              >
                {value}
              </button>
            ))}
          </div>
        </>
      ) : (
        <CommandForm device={device} module={module} command={command} onDone={onClose} />
      )}
    </Dialog>
  )
}

type LeaseProps = {
  readonly device: MqttDevice
  readonly module: string
  readonly held: Held | null
  readonly onClose: () => void
}

/** Who has the device, and how to reserve, renew and release it. */
export function LeaseDialog({ device, module, held, onClose }: LeaseProps) {
  return (
    <Dialog title="Reservation" sub={device.label} onClose={onClose}>
      <LeaseSection deviceId={device.id} module={module} held={held} />
    </Dialog>
  )
}

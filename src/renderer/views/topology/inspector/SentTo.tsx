import { useEffect, useState } from 'react'
import type { Id, Inspection, LightSender } from '../../../../contract'
import { Button } from '../../../components/Button'
import { Unsaved } from '../../../components/Unsaved'
import { forget } from '../../../state/kept'
import type { Anchor } from '../../../state/take'
import { addressForm, AddressForm } from './AddressForm'
import styles from './Inspector.module.css'
import { useLastRunOf } from './lastRun'
import { hasSentElsewhere } from './sentAddress'

type Props = {
  readonly sender: LightSender
  readonly inspection: Inspection
  readonly receivers: readonly Id[]
  readonly anchorOf: (button: HTMLElement) => Anchor
}

/** How to send a sender elsewhere. The form goes when it is done; what failed stays, to be tried again. */
export function SentTo(props: Props) {
  const { id } = props.sender
  const done = useLastRunOf(id, hasSentElsewhere)
  const [asking, setAsking] = useState<{ readonly since: Id | null } | null>(null)
  const isDone = asking !== null && asking.since !== done
  useEffect(() => {
    if (isDone) forget(addressForm(id))
  }, [isDone, id])
  if (asking !== null && !isDone) {
    return (
      <AddressForm
        {...props}
        onDone={() => {
          setAsking(null)
        }}
      />
    )
  }
  return (
    <div className={styles.buttons}>
      <Button
        title="Multicast address, port and interface of each leg"
        onClick={() => {
          setAsking({ since: done })
        }}
      >
        Address… <Unsaved form={addressForm(id)} />
      </Button>
    </div>
  )
}

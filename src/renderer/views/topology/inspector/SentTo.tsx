import { useState } from 'react'
import type { Id, Inspection, LightSender, Run } from '../../../../contract'
import { Button } from '../../../components/Button'
import type { Anchor } from '../../../state/take'
import { AddressForm } from './AddressForm'
import styles from './Inspector.module.css'
import { useLastRunOf } from './lastRun'

type Props = {
  readonly sender: LightSender
  readonly inspection: Inspection
  readonly receivers: readonly Id[]
  readonly anchorOf: (button: HTMLElement) => Anchor
}

const hasSucceeded = ({ state }: Run): boolean => state === 'succeeded'

/** How to send a sender elsewhere. The form goes when it is done; what failed stays, to be tried again. */
export function SentTo(props: Props) {
  const done = useLastRunOf(props.sender.id, hasSucceeded)
  const [asking, setAsking] = useState<{ readonly since: Id | null } | null>(null)
  if (asking?.since === done && asking !== null) {
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
        Address…
      </Button>
    </div>
  )
}

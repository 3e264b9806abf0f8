import { useState, type ReactNode } from 'react'
import type { Id, LightRecord } from '../../../../contract'
import { client } from '../../../app/client'
import { Button } from '../../../components/Button'
import { Problem } from '../../../components/Problem'
import { problemOf } from '../../../state/problem'
import { isAtLeast, useActor } from '../../../state/session'
import styles from './Inspector.module.css'

function CopyId({ id }: { readonly id: Id }) {
  const [said, setSaid] = useState('Copy id')
  const copy = (): void => {
    const clipboard = navigator.clipboard as Clipboard | undefined
    if (clipboard === undefined) {
      setSaid('Not allowed here')
      return
    }
    clipboard.writeText(id).then(
      () => {
        setSaid('Copied')
        setTimeout(setSaid, 1500, 'Copy id')
      },
      () => {
        setSaid('Not allowed here')
      },
    )
  }
  return <Button onClick={copy}>{said}</Button>
}

/** What can be done with any thing; `children` come first. */
export function Actions({ record, children }: { readonly record: LightRecord; readonly children: ReactNode }) {
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'operator')
  const forget = (): void => {
    client.forget({ id: record.id }).catch((thrown: unknown) => {
      setProblem(problemOf(thrown))
    })
  }
  return (
    <>
      <div className={styles.buttons}>
        {children}
        <CopyId id={record.id} />
        {record.status === 'offline' && may && (
          <Button look="danger" onClick={forget} title="Takes it out of the picture; it comes back by itself">
            Forget
          </Button>
        )}
      </div>
      <Problem text={problem} />
    </>
  )
}

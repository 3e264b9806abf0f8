import { useState } from 'react'
import type { AuditChain } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import { problemOf } from '../../state/problem'
import styles from './Audit.module.css'

/** Whether the chain of the audit is whole; an admin may have it checked. */
export function ChainState() {
  const [busy, setBusy] = useState(false)
  const [chain, setChain] = useState<AuditChain | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const verify = (): void => {
    setBusy(true)
    setProblem(null)
    client.audit
      .verify()
      .then(setChain)
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <span className={styles.chain} role="status">
      {problem !== null && <span className="warn">{problem}</span>}
      {chain !== null &&
        (chain.ok ? (
          <span className="good">The chain is whole: {chain.rows} rows</span>
        ) : (
          <span className="warn">The chain is broken. {chain.problem}</span>
        ))}
      <Button
        disabled={busy}
        title="Computes the hash of each row anew and compares it with the one that was kept"
        onClick={verify}
      >
        {busy ? 'Checking every row…' : chain === null ? 'Check the chain' : 'Check again'}
      </Button>
    </span>
  )
}

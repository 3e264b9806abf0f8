import { useEffect, useState } from 'react'
import type { Key } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { KeyForm } from './KeyForm'

function Row({ apiKey, now, onRevoke }: { apiKey: Key; now: number; onRevoke: () => void }) {
  const [asking, setAsking] = useState(false)
  const gone = apiKey.revokedAt !== null
  const keep = (): void => {
    setAsking(false)
  }
  const question = useLeaving(asking ? keep : null)
  return (
    <tr>
      <td className={classes(page.named, gone && 'faint')}>
        <b className={page.clamp} title={apiKey.label}>
          {apiKey.label}
        </b>
      </td>
      <td className="quiet">{apiKey.role}</td>
      <td className="mono faint">{whenText(apiKey.createdAt, now)}</td>
      <td className="mono faint">{apiKey.lastUsedAt === null ? 'never' : whenText(apiKey.lastUsedAt, now)}</td>
      <td ref={question} className={page.right}>
        {gone ? (
          <span className="faint">revoked {whenText(apiKey.revokedAt ?? '', now)}</span>
        ) : asking ? (
          <>
            <Button look="danger" onClick={onRevoke}>
              Revoke it for good
            </Button>{' '}
            <Button look="bare" onClick={keep}>
              Keep it
            </Button>
          </>
        ) : (
          <Button
            look="bare"
            onClick={() => {
              setAsking(true)
            }}
          >
            Revoke…
          </Button>
        )}
      </td>
    </tr>
  )
}

/** API keys: each lets a machine in with one role. */
export function KeysView() {
  const [keys, setKeys] = useState<readonly Key[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const now = useNow()
  const fail = (thrown: unknown): void => {
    setProblem(problemOf(thrown))
  }
  useEffect(() => {
    const life = new AbortController()
    client.keys.list(undefined, { signal: life.signal }).then(
      ({ items }) => {
        setKeys(items)
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) fail(thrown)
      },
    )
    return () => {
      life.abort()
    }
  }, [])
  const put = (key: Key): void => {
    setKeys((known) => [...(known ?? []).filter((each) => each.id !== key.id), key])
  }
  return (
    <Page
      title="Keys"
      about="For automation and other systems: each key lets one in by REST, with the role it is given. Kept as a hash; the secret is shown once."
      actions={null}
      side={<KeyForm onMade={put} />}
    >
      <table className={page.table} aria-label="Keys">
        <thead>
          <tr>
            <th>Name</th>
            <th>Role</th>
            <th>Made</th>
            <th>Last used</th>
            <th aria-label="Revoke" />
          </tr>
        </thead>
        <tbody>
          {keys?.map((key) => (
            <Row
              key={key.id}
              apiKey={key}
              now={now}
              onRevoke={() => {
                client.keys.revoke({ id: key.id }).then(put, fail)
              }}
            />
          ))}
        </tbody>
      </table>
      <div className={page.more}>
        <Problem text={problem} />
        {keys === null && problem === null && <p className="quiet">Asking the engine…</p>}
        {keys?.length === 0 && (
          <p className="quiet">No keys yet. Make one on the right for each system that needs in.</p>
        )}
      </div>
    </Page>
  )
}

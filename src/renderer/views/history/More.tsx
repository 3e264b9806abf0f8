import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'

type Props = {
  /** What an empty list means. */
  readonly empty: string
  /** Null while the list is being asked for. */
  readonly count: number | null
  readonly more: (() => void) | null
  readonly problem: string | null
}

/** The end of a list: more of it, or that there is no more. */
export function More({ empty, count, more, problem }: Props) {
  return (
    <div className={page.more}>
      <Problem text={problem} />
      {count === null && problem === null && <p className="quiet">Asking the engine…</p>}
      {count === 0 && <p className="quiet">{empty}</p>}
      {more !== null && <Button onClick={more}>Older</Button>}
    </div>
  )
}

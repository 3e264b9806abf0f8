import type { ReactNode } from 'react'
import type { Answer } from '../state/asked'
import { Empty } from './Empty'
import { Problem } from './Problem'

/** Why something that people make is not there. */
export const deleted = 'Somebody has deleted it, or the address names nothing.'

type Props = {
  /** What the page has, such as `Triggers`. */
  readonly title: string
  readonly answer: Answer<unknown>
  /** Why what the address names is not there; null: it names nothing. */
  readonly gone: string | null
  /** What is said when there are none at all. */
  readonly children: ReactNode
}

/** What stands in the place of the thing itself: it is asked for, it is gone, or there is none yet. */
export function Nothing({ title, answer: { value, problem }, gone, children }: Props) {
  if (value === null)
    return (
      <Empty title={title}>
        {problem === null ? <p>The engine is asked for them.</p> : <Problem text={problem} />}
      </Empty>
    )
  if (gone === null) return children
  return (
    <Empty title="It is not there any more">
      <p>{gone} Choose another on the left.</p>
    </Empty>
  )
}

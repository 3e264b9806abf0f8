import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { MqttTopics, TopicValue } from '../../../contract'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { Empty } from '../../components/Empty'
import { useNow } from '../../components/now'
import { many } from '../../components/numberWords'
import { Problem } from '../../components/Problem'
import { Facts } from '../../components/Section'
import { agoText, whenText } from '../../components/timeText'
import { useAsked } from '../../state/asked'
import { useBrokers } from '../../state/brokers'
import { toast } from '../../state/toasts'
import { askTopics } from '../../state/topics'
import { useRows } from '../policies/useRows'
import styles from './Inspector.module.css'
import {
  bytesText,
  payloadText,
  rateText,
  topicKey,
  topicRows,
  topicTree,
  type TopicNode,
  type TopicRow,
} from './topicTree'

/** Topics that are asked for: what the page keeps is bounded by it. */
const LIMIT = 2000
/** Up to so many topics the whole tree is open at first; of more, two levels. */
const OPEN_ALL = 150
const ROW_PX = 24

/** The last answer; while a narrower question is under way, the one before. Held still while `paused`. */
function useTopics(broker: string | null, q: string, paused: boolean) {
  const asked = useMemo(() => askTopics({ broker, q, limit: LIMIT }), [broker, q])
  const { value, problem } = useAsked(asked)
  const [shown, setShown] = useState<MqttTopics | null>(null)
  if (value !== null && value !== shown && !paused) setShown(value)
  return { value: shown ?? value, problem }
}

function Row({
  row,
  chosen,
  onToggle,
  onChoose,
}: {
  readonly row: TopicRow
  readonly chosen: boolean
  readonly onToggle: () => void
  readonly onChoose: () => void
}) {
  const { node, depth, open } = row
  const { value, children } = node
  const inner = children.length > 0
  const preview = value === null ? '' : (value.text ?? 'no text')
  return (
    <div
      className={classes(styles.row, chosen && styles.chosen)}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={inner ? open : undefined}
      aria-selected={chosen}
      style={{ paddingLeft: 10 + depth * 16 }}
      title={value === null ? node.key : `${value.topic}\n${preview.slice(0, 300)}`}
      onClick={() => {
        if (value === null) onToggle()
        else onChoose()
      }}
    >
      <span
        className={styles.fold}
        aria-hidden="true"
        onClick={(event) => {
          if (!inner) return
          event.stopPropagation()
          onToggle()
        }}
      >
        {inner ? (open ? '▾' : '▸') : ''}
      </span>
      <span className={classes(styles.name, depth === 0 && styles.broker)}>{node.name === '' ? '/' : node.name}</span>
      {depth === 0 && <small>broker</small>}
      {!open && inner && <small>{many(node.topics, 'topic')}</small>}
      {value !== null && <span className={styles.preview}>{preview}</span>}
      <span className={classes(styles.rate, node.perS > 0 && styles.live)}>{rateText(node.perS)}</span>
    </div>
  )
}

function Value({ value, gone }: { readonly value: TopicValue; readonly gone: boolean }) {
  const now = useNow()
  const { text, kind, cut } = payloadText(value)
  return (
    <div className={styles.value} data-testid="topic-value">
      <h2 className="mono">{value.topic}</h2>
      <div className={styles.buttons}>
        <Button
          onClick={() => {
            navigator.clipboard.writeText(value.topic).then(
              () => {
                toast('note', 'The topic is copied.')
              },
              () => {
                toast('note', 'This browser does not let a page copy; select the topic instead.')
              },
            )
          }}
        >
          Copy the topic
        </Button>
      </div>
      {gone && <p className="quiet">It is not among what is found now; this is what came last.</p>}
      <Facts
        rows={[
          ['Broker', value.broker],
          ['Came', `${whenText(value.at, now)} UTC, ${agoText(value.at, now)} ago`],
          ['Retained', value.retained ? 'yes: the broker had kept it' : 'no: it came just then'],
          ['Messages', `${String(value.count)} heard${value.perS > 0 ? `, ${rateText(value.perS)}` : ''}`],
          ['Payload', `${bytesText(value.bytes)}, ${kind}`],
        ]}
      />
      {kind === 'empty' ? (
        <p className="quiet">Empty: a retained message with it is taken away.</p>
      ) : kind === 'no text' ? (
        <p className="quiet">These bytes are no text, so they are not shown.</p>
      ) : (
        <pre tabIndex={0}>{text}</pre>
      )}
      {cut && <p className="faint">Only its first 2000 letters are kept.</p>}
    </div>
  )
}

/** The first of what the tree shows, as its arrow keys go. */
function stepOf(event: KeyboardEvent): -1 | 1 | 'in' | 'out' | null {
  switch (event.key) {
    case 'ArrowDown':
      return 1
    case 'ArrowUp':
      return -1
    case 'ArrowRight':
      return 'in'
    case 'ArrowLeft':
      return 'out'
    default:
      return null
  }
}

function Tree({
  rows,
  chosen,
  onChoose,
  onToggle,
}: {
  readonly rows: readonly TopicRow[]
  readonly chosen: string | null
  readonly onChoose: (node: TopicNode) => void
  readonly onToggle: (node: TopicNode, open: boolean) => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const [first, last] = useRows(scroller, ROW_PX, rows.length)
  const at = rows.findIndex(({ node }) => node.key === chosen)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event)
    const row = rows[at]
    if (step === null) return
    event.preventDefault()
    if (typeof step === 'number') {
      const next = Math.max(0, Math.min(rows.length - 1, at + step))
      const wanted = rows[next]
      if (wanted === undefined) return
      onChoose(wanted.node)
      const box = scroller.current
      if (box === null) return
      const top = next * ROW_PX
      if (top < box.scrollTop) box.scrollTop = top
      else if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight
    } else if (row !== undefined && row.node.children.length > 0 && row.open !== (step === 'in')) {
      onToggle(row.node, step === 'in')
    }
  }
  return (
    <div ref={scroller} className={styles.tree} role="tree" aria-label="Topics" tabIndex={0} onKeyDown={onKeyDown}>
      <div style={{ height: rows.length * ROW_PX, paddingTop: first * ROW_PX }}>
        {rows.slice(first, last).map((row) => (
          <Row
            key={row.node.key}
            row={row}
            chosen={row.node.key === chosen}
            onToggle={() => {
              onToggle(row.node, !row.open)
            }}
            onChoose={() => {
              onChoose(row.node)
            }}
          />
        ))}
      </div>
    </div>
  )
}

/** What goes over the brokers: topics as a tree, what came last on each, and how often. */
export function InspectorTab() {
  const [broker, setBroker] = useState<string | null>(null)
  const [q, setQ] = useState('')
  const [paused, setPaused] = useState(false)
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [chosen, setChosen] = useState<{ readonly key: string; readonly value: TopicValue | null } | null>(null)
  const words = useDeferredValue(q.trim())
  const brokers = useBrokers().value
  const { value, problem } = useTopics(broker, words, paused)
  const items = useMemo(() => value?.items ?? [], [value])
  const tree = useMemo(() => topicTree(items), [items])
  const rows = useMemo(() => {
    const openAll = items.length <= OPEN_ALL || words !== ''
    return topicRows(tree, ({ key }, depth) => folds.get(key) ?? (openAll || depth < 2))
  }, [tree, folds, items, words])
  const fresh = useMemo(
    () => items.find((item) => topicKey(item.broker, item.topic) === chosen?.key) ?? null,
    [items, chosen],
  )
  if (fresh !== null && chosen !== null && chosen.value !== fresh) setChosen({ ...chosen, value: fresh })
  if (brokers?.length === 0)
    return (
      <Empty title="No broker yet">
        <p>What goes over MQTT is listened to on the brokers of the house, and there is none.</p>
        <p>
          <a className={styles.link} href={hashOf('brokers', 'new')}>
            Add a broker
          </a>
        </p>
      </Empty>
    )
  const perS = tree.reduce((all, node) => all + node.perS, 0)
  return (
    <div className={styles.inspector}>
      <div className={styles.main}>
        <div className={styles.bar}>
          <input
            type="search"
            aria-label="Find in topics and messages"
            placeholder="Find in topics and in what came…"
            value={q}
            spellCheck={false}
            onChange={(event) => {
              setQ(event.currentTarget.value)
            }}
          />
          {brokers !== null && brokers.length > 1 && (
            <select
              aria-label="Broker"
              value={broker ?? ''}
              onChange={(event) => {
                setBroker(event.currentTarget.value === '' ? null : event.currentTarget.value)
              }}
            >
              <option value="">all brokers</option>
              {brokers.map(({ id, name }) => (
                <option key={id} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
          <Button
            aria-pressed={paused}
            className={paused ? styles.held : undefined}
            title="What is shown stays as it is; nothing is missed"
            onClick={() => {
              setPaused(!paused)
            }}
          >
            {paused ? 'Held still: go on' : 'Hold still'}
          </Button>
          <p className={styles.counts} role="status">
            {value === null ? 'Listening…' : `${many(value.total, 'topic')}${perS > 0 ? ` · ${rateText(perS)}` : ''}`}
          </p>
        </div>
        {problem !== null && (
          <div className={styles.said}>
            <Problem text={problem} />
          </div>
        )}
        {value !== null && value.total > items.length && (
          <p className={styles.note}>
            The first {String(items.length)} are shown: find what you look for by its topic.
          </p>
        )}
        {value !== null && value.dropped > 0 && (
          <p className={styles.note}>
            {many(value.dropped, 'topic')} had to be forgotten for others that came later: 5000 of each broker are
            remembered.
          </p>
        )}
        {value !== null && items.length === 0 ? (
          <p className={styles.note}>
            {words === '' ? 'Nothing has come yet. What is retained comes within a moment.' : 'Nothing is found.'}
          </p>
        ) : (
          <Tree
            rows={rows}
            chosen={chosen?.key ?? null}
            onChoose={(node) => {
              setChosen({ key: node.key, value: node.value })
            }}
            onToggle={(node, open) => {
              setFolds(new Map(folds).set(node.key, open))
            }}
          />
        )}
      </div>
      <aside className={styles.side} aria-label="Message">
        {chosen?.value == null ? (
          <p className="quiet">Choose a topic to see what came last on it. Arrow keys go through the tree.</p>
        ) : (
          <Value value={chosen.value} gone={fresh === null} />
        )}
      </aside>
    </div>
  )
}

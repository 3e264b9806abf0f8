import { useState } from 'react'
import type { TallyTopic } from '../../../contract'
import { Button } from '../../components/Button'
import styles from './Settings.module.css'

type Props = {
  readonly topics: readonly TallyTopic[]
  readonly disabled: boolean
  readonly onChange: (topics: readonly TallyTopic[]) => void
}

const isSame = (a: TallyTopic, b: TallyTopic): boolean => a.broker === b.broker && a.topic === b.topic

/** Plain MQTT topics that are listened to for tally. */
export function TopicList({ topics, disabled, onChange }: Props) {
  const [broker, setBroker] = useState('')
  const [topic, setTopic] = useState('')
  const fresh: TallyTopic = { broker: broker.trim(), topic: topic.trim() }
  const whole = fresh.broker !== '' && fresh.topic !== '' && !topics.some((each) => isSame(each, fresh))
  const add = (): void => {
    if (!whole) return
    onChange([...topics, fresh])
    setTopic('')
  }
  return (
    <div className={styles.topics} role="group" aria-label="MQTT topics">
      <span>MQTT topics that say states</span>
      {topics.length === 0 && <span className="faint">none</span>}
      {topics.map((each) => (
        <div key={`${each.broker} ${each.topic}`} className={styles.topic}>
          <span className="mono">
            {each.broker} <b>{each.topic}</b>
          </span>
          {!disabled && (
            <button
              type="button"
              aria-label={`Take ${each.topic} off the list`}
              onClick={() => {
                onChange(topics.filter((known) => known !== each))
              }}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {!disabled && (
        <div
          className={styles.newTopic}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
            event.preventDefault()
            add()
          }}
        >
          <input
            className="mono"
            aria-label="Broker"
            placeholder="broker, by name"
            value={broker}
            maxLength={100}
            spellCheck={false}
            onChange={(event) => {
              setBroker(event.currentTarget.value)
            }}
          />
          <input
            className="mono"
            aria-label="Topic"
            placeholder="tally/+/pgm"
            value={topic}
            maxLength={500}
            spellCheck={false}
            onChange={(event) => {
              setTopic(event.currentTarget.value)
            }}
          />
          <Button disabled={!whole} onClick={add}>
            Add
          </Button>
        </div>
      )}
    </div>
  )
}

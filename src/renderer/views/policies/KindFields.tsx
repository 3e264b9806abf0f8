import type { TallyState } from '../../../contract'
import { Button } from '../../components/Button'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { Tokens } from '../../components/Tokens'
import { faultAt } from './engineFaults'
import styles from './Rule.module.css'
import { noTest, type Faults, type LegDraft, type RuleDraft, type TestDraft } from './ruleDraft'
import { operatorWords, stateWords } from './ruleWords'

type Props = {
  readonly draft: RuleDraft
  readonly faults: Faults
  readonly disabled: boolean
  readonly put: (part: Partial<RuleDraft>) => void
}

const ends: readonly TestDraft['of'][] = ['sender', 'flow', 'source', 'device', 'node', 'receiver']
const operators = Object.keys(operatorWords) as readonly TestDraft['operator'][]

/** Fields that are asked for most, by whose they are; any other path may be typed. */
const usual: Readonly<Record<TestDraft['of'], readonly string[]>> = {
  sender: ['label', 'alias', 'format', 'transport', 'site', 'room', 'status', 'tags.'],
  flow: ['frame_width', 'frame_height', 'colorspace', 'media_type', 'grain_rate', 'sample_rate', 'bit_depth', 'tags.'],
  source: ['label', 'format', 'clock_name', 'grain_rate', 'tags.'],
  device: ['label', 'alias', 'type', 'tags.'],
  node: ['label', 'alias', 'hostname', 'tags.'],
  receiver: ['label', 'alias', 'format', 'transport', 'caps.media_types', 'site', 'room', 'status', 'tags.'],
}

const hints: Readonly<Record<TestDraft['operator'], string>> = {
  equals: 'value, as it is written',
  contains: 'part of it',
  starts_with: 'its beginning',
  ends_with: 'its end',
  matches: '^CAM [1-4]$',
  in: 'values',
  less_than: 'a number',
  greater_than: 'a number',
}

function TestRow({
  test,
  at,
  faults,
  disabled,
  onChange,
  onRemove,
}: {
  readonly test: TestDraft
  readonly at: number
  readonly faults: Faults
  readonly disabled: boolean
  readonly onChange: (test: TestDraft) => void
  readonly onRemove: (() => void) | null
}) {
  const name = `Test ${String(at + 1)}`
  const path = `tests[${String(at)}]`
  const fault = faultAt(faults, path)
  return (
    <li className={styles.test}>
      <select
        aria-label={`${name}: of`}
        value={test.of}
        disabled={disabled}
        onChange={(event) => {
          const of = ends.find((each) => each === event.currentTarget.value)
          if (of !== undefined) onChange({ ...test, of })
        }}
      >
        {ends.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <input
        aria-label={`${name}: field`}
        aria-invalid={faults[`${path}.field`] !== undefined}
        className="mono"
        list={`fields-${test.of}`}
        placeholder="frame_width"
        value={test.field}
        disabled={disabled}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => {
          onChange({ ...test, field: event.currentTarget.value })
        }}
      />
      <select
        aria-label={`${name}: operator`}
        value={`${test.not ? 'not ' : ''}${test.operator}`}
        disabled={disabled}
        onChange={(event) => {
          const [operator, not] = event.currentTarget.value.split(' ').reverse()
          const found = operators.find((each) => each === operator)
          if (found !== undefined) onChange({ ...test, operator: found, not: not !== undefined })
        }}
      >
        {operators.map((each) => (
          <option key={each} value={each}>
            {operatorWords[each]}
          </option>
        ))}
        {operators.map((each) => (
          <option key={each} value={`not ${each}`}>
            not: {operatorWords[each]}
          </option>
        ))}
      </select>
      {test.operator === 'in' ? (
        <Tokens
          label={`${name}: values`}
          placeholder={hints.in}
          values={test.values}
          offers={[]}
          autoFocus={false}
          disabled={disabled}
          nameOf={(value) => value}
          onChange={(values) => {
            onChange({ ...test, values })
          }}
        />
      ) : (
        <input
          aria-label={`${name}: value`}
          aria-invalid={faults[`${path}.value`] !== undefined}
          className="mono"
          placeholder={hints[test.operator]}
          value={test.value}
          disabled={disabled}
          maxLength={500}
          spellCheck={false}
          onChange={(event) => {
            onChange({ ...test, value: event.currentTarget.value })
          }}
        />
      )}
      {!disabled && onRemove !== null && (
        <button type="button" className={styles.drop} aria-label={`${name}: take it off`} onClick={onRemove}>
          ×
        </button>
      )}
      {fault !== undefined && <small className={styles.fault}>{fault}</small>}
    </li>
  )
}

function Tests({ draft, faults, disabled, put }: Props) {
  const { tests } = draft
  return (
    <section className={styles.part} aria-label="Tests">
      <h3>
        Where <small>all of these hold</small>
      </h3>
      <ul className={styles.tests}>
        {tests.map((test, at) => (
          <TestRow
            key={test.key}
            test={test}
            at={at}
            faults={faults}
            disabled={disabled}
            onChange={(changed) => {
              put({ tests: tests.map((each) => (each.key === test.key ? changed : each)) })
            }}
            onRemove={
              tests.length === 1
                ? null
                : () => {
                    put({ tests: tests.filter((each) => each.key !== test.key) })
                  }
            }
          />
        ))}
      </ul>
      {ends.map((of) => (
        <datalist key={of} id={`fields-${of}`}>
          {usual[of].map((field) => (
            <option key={field} value={field} />
          ))}
        </datalist>
      ))}
      {!disabled && tests.length < 20 && (
        <div>
          <Button
            onClick={() => {
              put({ tests: [...tests, noTest(Math.max(...tests.map(({ key }) => key)) + 1)] })
            }}
          >
            Add a test
          </Button>
        </div>
      )}
    </section>
  )
}

function Legs({ draft, faults, disabled, put }: Props) {
  const fault = faultAt(faults, 'legs')
  const set = (leg: 'A' | 'B', part: Partial<LegDraft>): void => {
    put({ legs: { ...draft.legs, [leg]: { ...draft.legs[leg], ...part } } })
  }
  return (
    <section className={styles.part} aria-label="Legs">
      <h3>
        Requires <small>at both ends</small>
      </h3>
      {(['A', 'B'] as const).map((leg) => {
        const { wanted, network } = draft.legs[leg]
        return (
          <div key={leg} className={styles.leg}>
            <Tick
              label={`Leg ${leg}`}
              on={wanted}
              disabled={disabled}
              onChange={(on) => {
                set(leg, { wanted: on })
              }}
            />
            <span className="quiet">on network</span>
            <input
              aria-label={`Leg ${leg}: network`}
              placeholder="any, or a name such as red*"
              value={network}
              disabled={disabled || !wanted}
              maxLength={200}
              onChange={(event) => {
                set(leg, { network: event.currentTarget.value })
              }}
            />
          </div>
        )
      })}
      {fault !== undefined && <small className={styles.fault}>{fault}</small>}
    </section>
  )
}

const states: readonly TallyState[] = ['on-air', 'preset', 'recording']

function States({ draft, faults, disabled, put }: Props) {
  const fault = faultAt(faults, 'states')
  return (
    <section className={styles.part} aria-label="Tally">
      <h3>
        While the destination is <small>a tally that is stale counts as on air</small>
      </h3>
      <div className={styles.states}>
        {states.map((state) => (
          <Tick
            key={state}
            label={stateWords[state]}
            on={draft.states.includes(state)}
            disabled={disabled}
            onChange={(on) => {
              put({ states: states.filter((each) => (each === state ? on : draft.states.includes(each))) })
            }}
          />
        ))}
      </div>
      {fault !== undefined && <small className={styles.fault}>{fault}</small>}
    </section>
  )
}

/** What a rule of this kind wants to know beside its two ends. */
export function KindFields(props: Props) {
  const { draft, disabled, put } = props
  switch (draft.kind) {
    case 'allowed_pair':
    case 'forbidden_pair':
      return null
    case 'path_requirement':
      return <Legs {...props} />
    case 'constraint':
      return <Tests {...props} />
    case 'on_air_protection':
      return <States {...props} />
    case 'compatibility':
      return (
        <section className={styles.part} aria-label="Compatibility">
          <h3>
            Where the ends do not fit <small>by what they say of themselves</small>
          </h3>
          <Segments
            label="How strictly"
            value={draft.mode}
            options={[
              ['warn', 'Only warn'],
              ['strict', 'Strict: as “A match means” says'],
            ]}
            disabled={disabled}
            onChange={(mode) => {
              put({ mode })
            }}
          />
        </section>
      )
  }
}

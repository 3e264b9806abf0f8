import { useState } from 'react'
import { Button } from '../../components/Button'
import { everything, filterAudit, isFiltered, type AuditFilter, type AuditSpan } from '../../state/audit'
import styles from './Audit.module.css'
import { origins, usualWhats, verdicts } from './auditWords'

const spans: readonly (readonly [AuditSpan, string])[] = [
  ['all', 'at any time'],
  ['hour', 'in the last hour'],
  ['today', 'today'],
  ['week', 'in the last 7 days'],
  ['between', 'between…'],
]

const outcomes = ['done', 'failed', 'refused', 'noted'] as const

type ChoiceProps<T extends string> = {
  readonly label: string
  readonly any: string
  readonly value: T | null
  readonly options: readonly (readonly [T, string])[]
  readonly onChange: (value: T | null) => void
}

function Choose<T extends string>({ label, any, value, options, onChange }: ChoiceProps<T>) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      data-set={value !== null}
      onChange={(event) => {
        onChange(options.find(([each]) => each === event.currentTarget.value)?.[0] ?? null)
      }}
    >
      <option value="">{any}</option>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  )
}

function Moment({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: AuditFilter['from']
  readonly onChange: (value: AuditFilter['from']) => void
}) {
  return (
    <span className={styles.moment}>
      {label}
      <input
        className="mono"
        aria-label={`${label}, day`}
        placeholder="2026-11-21"
        maxLength={10}
        value={value.date}
        onChange={(event) => {
          onChange({ ...value, date: event.currentTarget.value })
        }}
      />
      <input
        className="mono"
        aria-label={`${label}, time`}
        placeholder="14:00:00"
        maxLength={8}
        value={value.time}
        onChange={(event) => {
          onChange({ ...value, time: event.currentTarget.value })
        }}
      />
    </span>
  )
}

/** What is looked for in the audit. Texts count once they rest a moment; the rest counts at once. */
export function AuditFilters({ filter }: { readonly filter: AuditFilter }) {
  const [revision, setRevision] = useState(0)
  return (
    <div className={styles.filters} role="search" aria-label="Search the audit" key={revision}>
      <input
        type="search"
        className={styles.q}
        aria-label="Search"
        placeholder="Summary, name or id…"
        value={filter.q}
        maxLength={200}
        onChange={(event) => {
          filterAudit({ q: event.currentTarget.value })
        }}
      />
      <input
        aria-label="Who"
        placeholder="Who"
        value={filter.actor}
        maxLength={200}
        onChange={(event) => {
          filterAudit({ actor: event.currentTarget.value })
        }}
      />
      <input
        aria-label="What"
        placeholder="What: take, policy…"
        list="audit-whats"
        value={filter.what}
        maxLength={100}
        onChange={(event) => {
          filterAudit({ what: event.currentTarget.value })
        }}
      />
      <datalist id="audit-whats">
        {usualWhats.map((what) => (
          <option key={what} value={what} />
        ))}
      </datalist>
      <Choose
        label="Outcome"
        any="any outcome"
        value={filter.outcome}
        options={outcomes.map((outcome) => [outcome, outcome] as const)}
        onChange={(outcome) => {
          filterAudit({ outcome })
        }}
      />
      <Choose
        label="Policy"
        any="any policy result"
        value={filter.policy}
        options={verdicts}
        onChange={(policy) => {
          filterAudit({ policy })
        }}
      />
      <Choose
        label="Origin"
        any="from anywhere"
        value={filter.origin}
        options={origins}
        onChange={(origin) => {
          filterAudit({ origin })
        }}
      />
      <Choose
        label="When"
        any="at any time"
        value={filter.span === 'all' ? null : filter.span}
        options={spans.filter(([span]) => span !== 'all')}
        onChange={(span) => {
          filterAudit({ span: span ?? 'all' })
        }}
      />
      {filter.span === 'between' && (
        <>
          <Moment
            label="From"
            value={filter.from}
            onChange={(from) => {
              filterAudit({ from })
            }}
          />
          <Moment
            label="Until"
            value={filter.to}
            onChange={(to) => {
              filterAudit({ to })
            }}
          />
        </>
      )}
      <label className={styles.tick}>
        <input
          type="checkbox"
          checked={filter.override}
          onChange={(event) => {
            filterAudit({ override: event.currentTarget.checked })
          }}
        />
        overruled only
      </label>
      {filter.target !== null && (
        <span className={styles.target}>
          about {filter.target.title}
          <button
            type="button"
            aria-label="About anything"
            onClick={() => {
              filterAudit({ target: null })
            }}
          >
            ×
          </button>
        </span>
      )}
      {isFiltered(filter) && (
        <Button
          look="bare"
          onClick={() => {
            filterAudit(everything)
            setRevision(revision + 1)
          }}
        >
          Show everything
        </Button>
      )}
    </div>
  )
}

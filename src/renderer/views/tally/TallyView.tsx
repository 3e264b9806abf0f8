import { useMemo, useState } from 'react'
import type { EventSource, TallyMapping } from '../../../contract'
import { goTo, hashOf, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { StateDot } from '../../components/Dot'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Unsaved } from '../../components/Unsaved'
import { agoText } from '../../components/timeText'
import { isAtLeast, useActor } from '../../state/session'
import { useEventSources, useTallyMappings } from '../../state/tally'
import { MappingForm, mappingForm } from './MappingForm'
import styles from './Tally.module.css'
import { tallyPlaceOf, tallyWhat } from './tallyPlace'
import { findSources, orderedMappings, orderedSources, sourceKind, stateWords, valueText, whenText } from './tallyWords'
import { useTargetName } from './useTargetName'

const none: readonly EventSource[] = []

function MappingRow({
  mapping,
  source,
  open,
  now,
}: {
  readonly mapping: TallyMapping
  readonly source: EventSource | undefined
  readonly open: boolean
  readonly now: number
}) {
  const nameOf = useTargetName()
  const { id, label, when, targets, means, enabled, active, stale, since } = mapping
  const show = (): void => {
    goTo('tally', tallyWhat({ kind: 'mapping', id }))
  }
  const about = `${targets.slice(0, 3).map(nameOf).join(', ')}${targets.length > 3 ? ` and ${String(targets.length - 3)} more` : ''}`
  const name = label === '' ? (source?.label ?? mapping.source) : label
  const air = enabled && means === 'on-air' && (active === true || stale)
  return (
    <tr data-open={open} onClick={show} className={enabled ? undefined : styles.off} data-testid={`mapping-${id}`}>
      <td>
        <span
          className={classes(
            styles.lamp,
            air && styles.air,
            stale && styles.stale,
            enabled && active === true && !air && styles.lit,
          )}
        >
          {!enabled
            ? 'switched off'
            : stale
              ? 'held as on air'
              : active === null
                ? source?.heardAt == null
                  ? 'not heard yet'
                  : 'not in its value'
                : active
                  ? stateWords[means]
                  : 'no'}
        </span>
      </td>
      <td className={classes('mono', styles.since)}>{since === null ? '–' : agoText(since, now)}</td>
      <td className={page.named}>
        <button type="button" onClick={show}>
          <b className={page.clamp} title={name}>
            {name}
          </b>
        </button>{' '}
        <Unsaved form={mappingForm(id, null)} />
        {stale && <span className={styles.why}>tally stale</span>}
      </td>
      <td className={page.named} title={targets.map(nameOf).join(', ')}>
        <span className={page.clamp}>{about}</span>
      </td>
      <td className="quiet">{stateWords[means]}</td>
      <td className={classes('quiet', page.named)}>
        <span className={page.clamp} title={`${source?.label ?? mapping.source} ${whenText(when)}`}>
          {source?.label ?? mapping.source} {whenText(when)}
        </span>
      </td>
    </tr>
  )
}

function SourceRow({
  source,
  may,
  now,
}: {
  readonly source: EventSource
  readonly may: boolean
  readonly now: number
}) {
  const { label, id, state, problem, value, heardAt, events, address } = source
  return (
    <tr data-testid={`source-${id}`}>
      <td>
        <span className={styles.state} data-state={state}>
          <StateDot state={state} /> {state}
        </span>
      </td>
      <td className={page.named}>
        <b className={page.clamp} title={`${label}\n${id}`}>
          {label}
        </b>
        {problem !== null && <span className={styles.problem}>{problem}</span>}
      </td>
      <td className={styles.value} title={valueText(value)}>
        {valueText(value)}
      </td>
      <td className="mono">{heardAt === null ? 'never' : `${agoText(heardAt, now)} ago`}</td>
      <td className={classes('mono', page.right)}>{events}</td>
      <td className={classes('quiet', styles.kind)}>{sourceKind(source)}</td>
      <td className={classes('mono', 'faint', styles.address, styles.where)} title={address ?? undefined}>
        {address ?? '–'}
      </td>
      <td className={page.right}>
        {may && (
          <Button
            look="bare"
            onClick={() => {
              goTo('tally', tallyWhat({ kind: 'new', source: id }))
            }}
          >
            Map… <Unsaved form={mappingForm(null, id)} />
          </Button>
        )}
      </td>
    </tr>
  )
}

function Sources({
  sources,
  may,
  now,
}: {
  readonly sources: readonly EventSource[]
  readonly may: boolean
  readonly now: number
}) {
  const [words, setWords] = useState('')
  const ordered = useMemo(() => orderedSources(sources), [sources])
  const found = useMemo(() => findSources(ordered, words), [ordered, words])
  const live = sources.filter(({ state }) => state === 'live').length
  const stale = sources.filter(({ state }) => state === 'stale').length
  return (
    <section aria-label="What sends states">
      <div className={styles.head}>
        <h2>What sends states</h2>
        <small>
          {live} of {sources.length} live
          {stale > 0 && <span className="warn"> · {stale} stale</span>}
        </small>
        {sources.length > 8 && (
          <input
            type="search"
            aria-label="Find a source of events"
            placeholder="Find a source…"
            value={words}
            onChange={(event) => {
              setWords(event.currentTarget.value)
            }}
          />
        )}
      </div>
      {sources.length > 0 && (
        <table className={classes(page.table, styles.events)} aria-label="Sources of events">
          <thead>
            <tr>
              <th>State</th>
              <th>Source</th>
              <th>Value</th>
              <th>Heard</th>
              <th className={page.right}>Events</th>
              <th>Kind</th>
              <th className={styles.where}>Where</th>
              <th aria-label="Map it" />
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((source) => (
              <SourceRow key={source.id} source={source} may={may} now={now} />
            ))}
          </tbody>
        </table>
      )}
      {found.length > SHOWN && (
        <p className={page.none}>
          {found.length - SHOWN} more are not shown; find them by a few letters of their name above.
        </p>
      )}
      {sources.length === 0 && (
        <p className={page.none}>
          Nothing sends states. IS-07 sources show here as soon as a registry has them; name MQTT topics to listen to in{' '}
          <a className={styles.link} href={hashOf('settings', null)}>
            the settings
          </a>
          .
        </p>
      )}
    </section>
  )
}

/** Rows drawn at once. */
const SHOWN = 300

/** What is on air by which source, and everything that sends states. */
export function TallyView() {
  const { what } = usePlace()
  const place = tallyPlaceOf(what)
  const mappings = useTallyMappings()
  const sources = useEventSources()
  const may = isAtLeast(useActor(), 'engineer')
  const now = useNow()
  const known = sources.value ?? none
  const byId = useMemo(() => new Map(known.map((source) => [source.id, source])), [known])
  const chosen = place.kind === 'mapping' ? mappings.value?.find(({ id }) => id === place.id) : undefined
  const side =
    chosen !== undefined ? (
      <MappingForm key={chosen.id} mapping={chosen} source={null} sources={known} />
    ) : place.kind === 'mapping' && mappings.value !== null ? (
      <p className="quiet">This mapping is not there any more. Choose another on the left.</p>
    ) : place.kind === 'new' && may ? (
      <MappingForm key={what} mapping={null} source={place.source} sources={known} />
    ) : (
      <>
        <h2>Tally</h2>
        <p className="quiet">
          A mapping says what an event means: when this source says so, these destinations are on air. What is on air is
          red everywhere, and nothing takes it off air unasked.
        </p>
        <p className="quiet">
          A source that is not heard any more is stale: what it marks counts as on air until it is heard again.
        </p>
        {!may && <p className="faint">Changing mappings needs the role engineer.</p>}
      </>
    )
  return (
    <Page
      title="Tally"
      about="Which events say that something is on air, in preset or recording. The sources below send states; mappings give them a meaning."
      actions={
        may && (
          <Button
            onClick={() => {
              goTo('tally', tallyWhat({ kind: 'new', source: null }))
            }}
          >
            Map a tally… <Unsaved form={mappingForm(null, null)} />
          </Button>
        )
      }
      side={side}
    >
      <table className={page.table} aria-label="Tally mappings">
        <thead>
          <tr>
            <th>Now</th>
            <th>Since</th>
            <th>Mapping</th>
            <th>About</th>
            <th>Means</th>
            <th>When</th>
          </tr>
        </thead>
        <tbody>
          {orderedMappings(mappings.value ?? []).map((mapping) => (
            <MappingRow
              key={mapping.id}
              mapping={mapping}
              source={byId.get(mapping.source)}
              open={chosen?.id === mapping.id}
              now={now}
            />
          ))}
        </tbody>
      </table>
      <div className={page.more}>
        <Problem text={mappings.problem} />
        {mappings.value === null && mappings.problem === null && <p className="quiet">Asking the engine…</p>}
        {mappings.value?.length === 0 && (
          <p className="quiet">
            No mappings: nothing here says what is on air.{' '}
            {may && 'Map a tally, and let it learn the source from the next event.'}
          </p>
        )}
      </div>
      <Problem text={sources.problem} />
      {sources.value !== null && <Sources sources={known} may={may} now={now} />}
    </Page>
  )
}

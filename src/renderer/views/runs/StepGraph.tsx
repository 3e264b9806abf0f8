import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import { classes } from '../../components/classes'
import { BOX_HEIGHT, edgePath, graphLayout } from './graphLayout'
import { kindIcons, kindNames } from './kindIcons'
import styles from './StepGraph.module.css'
import { stepTone, stepWords, type StepGroup } from './stepGroups'
import { StepTitle } from './StepTitle'
import { UnknownMark } from './UnknownMark'

const lineOf = ({ kind, note }: StepGroup): string => [kindNames[kind], note].filter((part) => part !== '').join(' · ')

function tooltip(step: StepGroup): string {
  const { title, state, unknown } = step
  const open = state === 'planned' && unknown !== null ? [`Not known before: ${unknown}`] : []
  return [title, lineOf(step), ...open].join('\n')
}

/** How a step stands: in a word; where it is only planned, as a mark that leaves the room to its title. */
function Standing({ state, unknown }: Pick<StepGroup, 'state' | 'unknown'>) {
  if (state === null) return null
  if (state !== 'planned') return <span className={classes(styles.state, stepTone(state))}>{stepWords[state]}</span>
  return (
    <>
      <span className={styles.unseen}>{stepWords.planned}</span>
      {unknown === null ? (
        <i className={styles.mark} title={stepWords.planned} aria-hidden="true" />
      ) : (
        <UnknownMark text={unknown} />
      )}
    </>
  )
}

type Props = {
  readonly steps: readonly StepGroup[]
  readonly label: string
  /** The step that is looked at; null: none. */
  readonly chosen: string | null
  readonly onChoose: ((id: string | null) => void) | null
}

/** The steps as a graph from above to below: what comes after what, what goes beside each other, and how each stands. */
export function StepGraph({ steps, label, chosen, onChoose }: Props) {
  const { ref, width } = useElementSize()
  const layout = useMemo(() => graphLayout(steps, Math.max(200, Math.floor(width))), [steps, width])
  const states = useMemo(() => new Map(steps.map(({ id, state }) => [id, state])), [steps])
  return (
    <div ref={ref} className={styles.graph}>
      <div className={styles.ground} style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden="true">
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              d={edgePath(layout, edge)}
              className={classes(
                states.get(edge.from) === 'done' && states.get(edge.to) === 'done' && styles.passed,
                states.get(edge.to) === 'running' && styles.flows,
              )}
            />
          ))}
        </svg>
        {layout.alwaysAt !== null && (
          <p className={styles.always} style={{ top: layout.alwaysAt }}>
            whatever happens
          </p>
        )}
        <ol aria-label={label}>
          {steps.map((step) => {
            const place = layout.places.get(step.id)
            if (place === undefined) return null
            const Glyph = kindIcons[step.kind]
            return (
              <li
                key={step.id}
                style={{ left: place.x, top: place.y, width: layout.boxWidth, height: BOX_HEIGHT }}
                data-testid={`step-${step.id}`}
              >
                <button
                  type="button"
                  className={classes(styles.box, styles[step.state ?? 'written'], chosen === step.id && styles.chosen)}
                  disabled={onChoose === null}
                  aria-pressed={onChoose === null ? undefined : chosen === step.id}
                  title={tooltip(step)}
                  onClick={() => {
                    onChoose?.(chosen === step.id ? null : step.id)
                  }}
                >
                  <Glyph size={16} stroke={1.6} aria-hidden="true" />
                  <span className={styles.words}>
                    <b>
                      <StepTitle text={step.title} />
                    </b>
                    <small>{lineOf(step)}</small>
                  </span>
                  <Standing state={step.state} unknown={step.unknown} />
                </button>
              </li>
            )
          })}
        </ol>
      </div>
    </div>
  )
}

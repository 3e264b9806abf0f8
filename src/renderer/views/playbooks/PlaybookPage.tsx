import { useMemo, useState, type ReactNode } from 'react'
import type { PlaybookView, Run } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { Choice } from '../../components/Choice'
import { ColumnBody, Columns } from '../../components/Columns'
import { HoldButton } from '../../components/HoldButton'
import { Kbd } from '../../components/Kbd'
import { Overrule, Overruling } from '../../components/Overrule'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { firing, useFired } from '../../state/firing'
import { isOver } from '../../state/outcomes'
import { isAtLeast, useActor } from '../../state/session'
import { StepGraph } from '../runs/StepGraph'
import { progressSteps, stepCounts, writtenSteps } from '../runs/stepGroups'
import { Consents } from '../salvos/Consents'
import { failurePolicies, failureWords } from '../salvos/failureWords'
import plan from '../salvos/Plan.module.css'
import { useRuns } from '../salvos/useRuns'
import { useTakeKey } from '../salvos/useTakeKey'
import { paramDraft, paramFaults, paramsOf, type ParamDraft } from './paramDraft'
import { ParamForm } from './ParamForm'
import styles from './Playbook.module.css'
import { playbookWhat } from './playbookPlace'
import { PlaybookRunColumn } from './PlaybookRunColumn'

/** What the graph shows. */
type Shown = 'written' | 'plan' | 'run'
type Policy = 'as-written' | (typeof failurePolicies)[number]

const isLive = (run: Run | undefined): boolean => run !== undefined && !isOver(run) && run.state !== 'planned'

/** Whether this person may run it, and what it takes. */
function useMay({ roles }: PlaybookView): boolean {
  const actor = useActor()
  return roles.some((role) => isAtLeast(actor, role))
}

function Head({ playbook }: { readonly playbook: PlaybookView }) {
  const { name, title, version, category, tags, builtIn, description, problem } = playbook
  const may = isAtLeast(useActor(), 'engineer')
  const operator = isAtLeast(useActor(), 'operator')
  return (
    <>
      <div className={plan.title}>
        <h1 title={title}>{title}</h1>
        <small title={tags.join(', ')}>
          version {version} · {category} · {builtIn ? 'ships with Signalbox' : 'of this house'}
        </small>
        <div className={plan.tools}>
          {operator && (
            <Button
              onClick={() => {
                goTo('schedules', `playbook:${name}`)
              }}
            >
              Schedule…
            </Button>
          )}
          <Button
            onClick={() => {
              goTo('playbooks', playbookWhat({ kind: 'edit', name }))
            }}
          >
            {may ? 'Edit' : 'Its file'}
          </Button>
        </div>
      </div>
      {description !== '' && <p className={styles.about}>{description}</p>}
      <Problem text={problem === null ? null : `Its file is at fault, the last good reading counts: ${problem}`} />
    </>
  )
}

/** One playbook: what it does, its steps, its form, what a dry run says, and its runs as they go. */
export function PlaybookPage({ playbook, list }: { readonly playbook: PlaybookView; readonly list: ReactNode }) {
  const { name, params, steps, roles } = playbook
  const source = `playbook ${name}`
  const runs = useRuns('playbook', name, `playbook ${name}`)
  const fired = useFired(source)
  const may = useMay(playbook)
  const [draft, setDraft] = useState<ParamDraft>(() => paramDraft(params))
  const [asked, setAsked] = useState(false)
  const [policy, setPolicy] = useState<Policy>('as-written')
  const [planned, setPlanned] = useState<{ readonly run: Run; readonly of: string } | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set())
  /** Why policies are overruled; null: they are not. */
  const [override, setOverride] = useState<string | null>(null)
  const faults = useMemo(() => paramFaults(params, draft), [params, draft])
  const [newest, ...earlier] = runs
  const live = isLive(newest)
  const fresh = planned !== null && planned.of === JSON.stringify(draft) ? planned.run : null
  const view: Shown = shown ?? (live ? 'run' : fresh !== null ? 'plan' : newest !== undefined ? 'run' : 'written')
  const run = view === 'run' ? (newest ?? null) : view === 'plan' ? fresh : null
  const groups = useMemo(
    () => (run?.playbook === undefined ? writtenSteps(steps) : progressSteps(run.playbook.steps)),
    [run, steps],
  )

  const send = async (dryRun: boolean, reason: string | null): Promise<Run> => {
    const { body } = await client.playbooks.runs({
      name,
      params: paramsOf(params, draft),
      dryRun,
      confirm: [...confirmed],
      waitMs: 0,
      ...(policy === 'as-written' ? {} : { onFailure: policy }),
      ...(reason === null ? {} : { override: { reason } }),
    })
    if (dryRun) setPlanned({ run: body, of: JSON.stringify(draft) })
    setShown(dryRun ? 'plan' : 'run')
    setChosen(null)
    return body
  }
  const ask = async (dryRun: boolean, reason: string | null): Promise<Run> => {
    try {
      return await send(dryRun, reason)
    } catch (thrown) {
      // What is against it, and whether this person may overrule it, is in the plan.
      if (!dryRun) await send(true, reason).catch(() => undefined)
      throw thrown
    }
  }
  const begin = (dryRun: boolean, reason = override): void => {
    setAsked(true)
    if (!may || Object.keys(faults).length > 0) return
    void firing.fire(source, () => ask(dryRun, reason))
  }
  const overrule = (reason: string | null): void => {
    setOverride(reason)
    begin(true, reason)
  }
  const onAir = confirmed.has('ON_AIR')
  useTakeKey(() => {
    if (!onAir) begin(false)
  })
  const word = fired.busy ? 'AT WORK…' : 'START'
  const unknown = fresh?.playbook?.steps.filter(({ unknown: why }) => why !== null).length ?? 0
  const views: readonly (readonly [Shown, string])[] = [
    ['written', 'As written'],
    ...(fresh === null ? [] : [['plan', 'Plan'] as const]),
    ...(newest === undefined ? [] : [['run', `Run #${String(newest.number)}`] as const]),
  ]
  const main = (
    <>
      <div className={plan.hero}>
        <Head playbook={playbook} />
        {params.length > 0 && (
          <div className={styles.form}>
            <ParamForm
              params={params}
              draft={draft}
              faults={asked ? faults : {}}
              disabled={!may}
              narrow={false}
              onChange={(next) => {
                setDraft(next)
                // What was overruled was another thing.
                setOverride(null)
                if (shown === 'plan') setShown(null)
              }}
            />
          </div>
        )}
        <div className={plan.row}>
          {onAir ? (
            <HoldButton
              className={plan.take}
              disabled={!may || fired.busy}
              byKeys
              title="Hold it, or F12 or NumPad Enter, for a second; let go before, nothing happens"
              onHeld={() => {
                begin(false)
              }}
            >
              HOLD TO {word} <Kbd>F12</Kbd>
            </HoldButton>
          ) : (
            <Button
              look="take"
              className={plan.take}
              disabled={!may || fired.busy}
              title="F12 or NumPad Enter"
              onClick={() => {
                begin(false)
              }}
            >
              {word} <Kbd>F12</Kbd>
            </Button>
          )}
          <Button
            disabled={!may || fired.busy}
            title="Works out what each step would do; nothing is sent to any device"
            onClick={() => {
              begin(true)
            }}
          >
            Dry run
          </Button>
          <Choice
            label="If one fails:"
            value={policy}
            options={[
              [
                'as-written',
                playbook.onFailure === null ? 'as the settings say' : `${failureWords[playbook.onFailure]}, as written`,
              ],
              ...failurePolicies.map((each) => [each, failureWords[each]] as const),
            ]}
            disabled={!may}
            onChange={setPolicy}
          />
          <p className={plan.sum} role="status">
            {fresh === null ? (
              <small>A dry run says what it would do.</small>
            ) : (
              <>
                <span>{stepCounts(fresh.playbook?.steps ?? []).words.join(' · ')}</span>
                <small>{unknown === 0 ? 'all of it is known' : `${String(unknown)} cannot be known before`}</small>
              </>
            )}
          </p>
        </div>
        <div className={plan.notes}>
          {!may && <p className="quiet">You may look; running it needs the role {roles.join(' or ')}.</p>}
          <Problem text={fired.problem} />
          <Consents plan={fresh} confirmed={confirmed} onConfirm={setConfirmed} />
          {fired.problem === null &&
            fresh?.decisions
              .filter(({ effect, code }) => effect === 'deny' && code !== 'ON_AIR')
              .slice(0, 4)
              .map(({ text }) => <Problem key={text} text={text} />)}
          {override === null ? (
            <Overrule key={fresh?.id} decisions={fresh?.decisions ?? []} onReason={overrule} />
          ) : (
            <Overruling
              reason={override}
              onObey={() => {
                overrule(null)
              }}
            />
          )}
        </div>
      </div>
      <ColumnBody padded={false}>
        <div className={styles.steps}>
          <header>
            <Segments label="What the graph shows" value={view} options={views} disabled={false} onChange={setShown} />
            <span className="faint">
              {chosen === null ? 'Choose a step to see it alone on the right.' : `Step ${chosen}`}
            </span>
          </header>
          <StepGraph steps={groups} label="Steps" chosen={chosen} onChoose={view === 'written' ? null : setChosen} />
        </div>
      </ColumnBody>
    </>
  )
  return (
    <Columns
      list={list}
      main={main}
      side={
        <PlaybookRunColumn
          run={view === 'written' ? (newest ?? null) : run}
          earlier={view === 'plan' ? runs : earlier}
          only={view === 'written' ? null : chosen}
        />
      }
      sideName="Run"
    />
  )
}

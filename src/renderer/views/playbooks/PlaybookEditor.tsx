import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { PlaybookCheck, PlaybookView } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { ColumnBody, ColumnHead, Columns } from '../../components/Columns'
import { Problem } from '../../components/Problem'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { playbookFiles, playbooks } from '../../state/playbooks'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { StepGraph } from '../runs/StepGraph'
import { writtenSteps } from '../runs/stepGroups'
import plan from '../salvos/Plan.module.css'
import { beginText, nameIn, placeOfLine } from './playbookText'
import styles from './Playbook.module.css'
import { playbookWhat } from './playbookPlace'

/** How long nobody types before the text is looked at, ms. */
const REST_MS = 350

/** What the text is worth, looked at again when nobody has typed for a moment. */
function useCheck(text: string): { readonly check: PlaybookCheck | null; readonly problem: string | null } {
  const [state, setState] = useState<{ check: PlaybookCheck | null; problem: string | null }>({
    check: null,
    problem: null,
  })
  useEffect(() => {
    const life = new AbortController()
    const timer = setTimeout(() => {
      client.playbooks.validate({ text }, { signal: life.signal }).then(
        (check) => {
          if (!life.signal.aborted) setState({ check, problem: null })
        },
        (thrown: unknown) => {
          if (!life.signal.aborted) setState(({ check }) => ({ check, problem: problemOf(thrown) }))
        },
      )
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      life.abort()
    }
  }, [text])
  return state
}

function Faults({ check, onShow }: { readonly check: PlaybookCheck; readonly onShow: (line: number) => void }) {
  return (
    <ul className={styles.faults} aria-label="Faults">
      {check.problems.map(({ line, text }, i) => (
        <li key={i}>
          <button
            type="button"
            disabled={line === null}
            onClick={() => {
              if (line !== null) onShow(line)
            }}
          >
            <span>{line === null ? 'all of it' : `line ${String(line)}`}</span>
            <span>{text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

type Props = {
  /** Null: a new one. */
  readonly playbook: PlaybookView | null
  readonly list: ReactNode
}

/** The name under which changes of a playbook wait to be saved; null: of a new one. */
export const playbookForm = (name: string | null): string => `playbook ${name ?? ''}`

const written = (playbook: PlaybookView | null): { readonly text: string } => ({ text: playbook?.text ?? beginText })

/** The file of a playbook as text, checked while it is written, with its steps beside it. */
export function PlaybookEditor({ playbook, list }: Props) {
  const { draft, changed, put, drop } = useDraft(playbookForm(playbook?.name ?? null), playbook, written)
  const { text } = draft
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const { check, problem: asking } = useCheck(text)
  const lines = useMemo(() => text.split('\n').length, [text])
  const faults = useMemo(() => new Set(check?.problems.map(({ line }) => line)), [check])
  const name = nameIn(text)
  const back = (): void => {
    goTo('playbooks', playbook?.name ?? null)
  }
  const form = useLeaving(back)
  const send = (asked: Promise<unknown>, to: string | null): void => {
    setBusy(true)
    setProblem(null)
    asked
      .then(() => {
        playbooks.refresh()
        playbookFiles.refresh()
        drop()
        goTo('playbooks', to)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const save = (): void => {
    if (name === null) setProblem('It needs a name: “name: fall-response”, small letters, digits and hyphens.')
    else send(client.playbooks.save({ name, text }), playbookWhat({ kind: 'playbook', name }))
  }
  const show = (line: number): void => {
    const field = area.current
    if (field === null) return
    const { from, to } = placeOfLine(text, line)
    field.focus()
    field.setSelectionRange(from, to)
    field.parentElement?.scrollTo({ top: Math.max(0, (line - 6) * 19) })
  }
  const read = check?.playbook ?? null
  const main = (
    <div ref={form} className={styles.editor}>
      <div className={plan.hero} style={{ borderBottom: 0 }}>
        <div className={plan.title}>
          <h1>{playbook?.title ?? 'New playbook'}</h1>
          <small>
            {playbook === null
              ? 'It is kept as a file in the folder of the house.'
              : playbook.builtIn
                ? 'Ships with Signalbox: saved, yours takes its place.'
                : playbook.file}
          </small>
          <div className={plan.tools}>
            {may && playbook !== null && !playbook.builtIn && (
              <AskOnce
                label="Delete…"
                yes={`Delete ${playbook.file} from the folder of the house`}
                no="Keep it"
                disabled={busy}
                onYes={() => {
                  send(client.playbooks.remove({ name: playbook.name }), null)
                }}
              />
            )}
            {may && (
              <Button look="main" disabled={busy || check?.ok !== true || text === playbook?.text} onClick={save}>
                {busy ? 'Saving…' : playbook === null || name === playbook.name ? 'Save' : `Save as ${name ?? '…'}`}
              </Button>
            )}
            <BackButton
              changed={changed}
              onDrop={() => {
                drop()
                back()
              }}
              onBack={back}
            />
          </div>
        </div>
      </div>
      <div className={styles.sheet}>
        <div className={styles.lines} aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => (
            <span key={i} data-fault={faults.has(i + 1)}>
              {i + 1}
            </span>
          ))}
        </div>
        <textarea
          ref={area}
          className={styles.text}
          aria-label="Playbook as YAML"
          value={text}
          rows={lines + 1}
          readOnly={!may}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            put({ text: event.currentTarget.value })
            setProblem(null)
          }}
        />
      </div>
      <div className={styles.foot} role="status">
        <Problem text={problem ?? asking} />
        {check === null && asking === null && <p className="quiet">Looking at it…</p>}
        {check?.ok === true && (
          <p className="quiet">It is in order{may ? '' : '; changing it needs the role engineer'}.</p>
        )}
        {check?.ok === false && <Faults check={check} onShow={show} />}
      </div>
    </div>
  )
  return (
    <Columns
      list={list}
      main={main}
      side={
        <>
          <ColumnHead
            level={2}
            title="Its steps"
            note={read === null ? null : `${read.title} · version ${read.version}`}
            actions={null}
          />
          <ColumnBody padded>
            {read === null ? (
              <p className="quiet">The steps show here as soon as the text can be read.</p>
            ) : (
              <>
                {read.params.length > 0 && (
                  <p className="quiet">
                    Asks for {read.params.map(({ title, type }) => `${title} (${type})`).join(', ')}.
                  </p>
                )}
                <StepGraph steps={writtenSteps(read.steps)} label="Steps as written" chosen={null} onChoose={null} />
              </>
            )}
          </ColumnBody>
        </>
      }
      sideName="Steps"
    />
  )
}

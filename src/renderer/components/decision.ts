import type { Actor, Question, Run } from '../../contract'
import { countsOf } from './runCounts'
import { many, numberWord } from './numberWords'
import { utcTime } from './timeText'

type Kind = Question['answers'][number]

/** An answer to a paused run: what it is called, and what it does. */
export type Answer = { readonly kind: Kind; readonly label: string; readonly does: string }

/** Beyond so many letters a button says a number instead of a name. */
const LONG = 18

/** What happened, as a question: `PROMPT was refused: what now?` */
export function questionTitle(run: Run, question: Question): string {
  const failed = run.changes.filter(({ id, state }) => question.changes.includes(id) && state === 'failed')
  switch (question.code) {
    case 'STAGED':
      return question.changes.length === 1
        ? 'Staged, not active yet'
        : `${String(question.changes.length)} staged, not active yet`
    case 'ENGINE_ENDED':
      return `Signalbox ended during run #${String(run.number)}: what now?`
    case 'CHANGE_FAILED': {
      const [first, ...others] = failed
      if (first === undefined) return 'Something failed: what now?'
      if (others.length > 0) return `${String(failed.length)} of ${String(run.changes.length)} failed: what now?`
      const status = first.error?.device?.status ?? null
      const how = first.error?.code === 'DEVICE_SILENT' ? 'is silent' : status === null ? 'failed' : 'was refused'
      return `${first.target.label} ${how}: what now?`
    }
  }
}

/** What may be answered, in the order of its buttons. */
export function answersOf(run: Run, question: Question): readonly Answer[] {
  const { verified, pending, staged } = countsOf(run.changes)
  const failed = run.changes.filter(({ id, state }) => question.changes.includes(id) && state === 'failed')
  const before = run.startedAt === null ? 'before' : `at ${utcTime(Date.parse(run.startedAt))}`
  const all = numberWord(verified)
  const order: readonly Kind[] = ['continue', 'compensate', 'retry', 'cancel']
  const answer = (kind: Kind): Answer => {
    switch (kind) {
      case 'continue':
        if (question.code === 'STAGED') {
          // What stages nothing itself is done when it is activated.
          const waiting = staged === 0 ? pending : staged
          return {
            kind,
            label: 'Activate',
            does: `${waiting === 1 ? 'It becomes' : `All ${numberWord(waiting)} become`} active at once.`,
          }
        }
        if (staged > 0)
          return {
            kind,
            label: 'Go on',
            does: `The ${numberWord(staged)} staged ${staged === 1 ? 'becomes' : 'become'} active.`,
          }
        if (pending > 0)
          return {
            kind,
            label: 'Go on',
            does: `${capital(numberWord(pending))} that had not begun ${pending === 1 ? 'is' : 'are'} done.`,
          }
        return verified === 0
          ? { kind, label: 'Leave it so', does: 'Nothing more is sent.' }
          : {
              kind,
              label: verified === 1 ? 'Keep the one' : `Keep the ${all}`,
              does: `${capital(all)} stand${verified === 1 ? 's' : ''} and stay${verified === 1 ? 's' : ''} so.`,
            }
      case 'compensate':
        return verified === 0
          ? {
              kind,
              label: 'Put back',
              does:
                staged > 0
                  ? 'What is staged is discarded; nothing changes.'
                  : 'Whatever was begun goes back as it was.',
            }
          : { kind, label: verified === 1 ? 'Put it back' : 'Put all back', does: `Restores what was there ${before}.` }
      case 'retry':
        return {
          kind,
          label: retryLabel(failed.map(({ target }) => target.label)),
          does: 'What failed is sent once more.',
        }
      case 'cancel':
        return question.code === 'STAGED'
          ? { kind, label: 'Discard', does: 'Nothing changes; the devices forget what is staged.' }
          : {
              kind,
              label: 'Stop here',
              does:
                staged > 0
                  ? 'What is staged is discarded; what stands stays.'
                  : 'What has not begun is not sent; what stands stays.',
            }
    }
  }
  return order
    .filter(
      (kind) => question.answers.includes(kind) && !(kind === 'cancel' && isSameAsKeeping(question, pending + staged)),
    )
    .map(answer)
}

/** With nothing left to do, stopping would only be another name for keeping. */
const isSameAsKeeping = ({ code, answers }: Question, open: number): boolean =>
  code !== 'STAGED' && open === 0 && answers.includes('continue')

function retryLabel(names: readonly string[]): string {
  const [only, ...others] = names
  if (only === undefined || others.length > 0) return `Try the ${numberWord(names.length)} again`
  return only.length > LONG ? 'Try it again' : `Try ${only} again`
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const rank = { viewer: 0, operator: 1, engineer: 2, admin: 3 } as const

/** Why this person cannot give the second yes, as a sentence; null when they can. */
export function whyNotApprove(run: Run, actor: Actor | null): string | null {
  const needs = run.approval?.needs ?? 'engineer'
  if (actor === null) return 'It is not known yet who sits here.'
  // A step of a playbook may be approved by who began it, unless the step says otherwise; the engine knows.
  if (actor.id === run.actor.id && run.playbook === undefined)
    return `You asked for it, so somebody else has to approve it: an ${needs}${needs === 'admin' ? '' : ' or above'}.`
  if (rank[actor.role] < rank[needs]) return `It wants the yes of an ${needs}; you are ${actor.role}.`
  return null
}

/** What a run is made from, in words: `salvo “Line-up A”`; null for a take by hand. */
export function sourceText({ source }: Pick<Run, 'source'>): string | null {
  if (source === null) return null
  switch (source.kind) {
    case 'salvo':
      return `salvo “${source.label}”`
    case 'snapshot':
      return `snapshot “${source.label}”`
    case 'schedule':
      return `booking “${source.label}”`
    case 'playbook':
      return `playbook “${source.label}”`
    case 'trigger':
      return `trigger “${source.label}”`
    case 'job':
      return `fix of “${source.label}”`
    case 'recovery':
      return `recovery of “${source.label}”`
    case 'undo':
      return `takes back ${source.label.replace(/^Run /, 'run #')}`
  }
}

/** What was asked for, in short: `salvo “Line-up A”`, `7 routes`, `MON 3: CAM 1 → CAM 4, 2 legs`. */
export function askedText(run: Run): string {
  const source = sourceText(run)
  if (source !== null) return source
  const [first, ...others] = run.changes
  if (others.length === 0 && first !== undefined) return first.summary
  const routes = run.actions.every(({ type }) => type.startsWith('route.'))
  return many(run.actions.length, routes ? 'route' : 'action')
}

import type { Role, Run } from '../../../contract'
import { type Asker, RefusedError, RunStateError } from '../../execution/execution'
import { reaches } from '../../execution/roles'
import type { Turn } from './frame'
import type { Halts } from './halts'
import { withProgress } from './rowStates'
import { type RunBook, playbookRow } from './runBook'
import type { StepRows } from './stepRows'

type Ask = { readonly role: Role; readonly text: string; readonly byAnother: boolean }

/** Steps that want a person's yes. */
export type StepQuestions = {
  /** Asks, and ends the step when somebody has said yes; one that is stopped meanwhile is left. */
  readonly ask: (turn: Turn, ask: Ask) => Promise<void>
  /** Fulfilled when a step asks, or does so now. */
  readonly asked: () => Promise<void>
  /** Answers the step that asks. @throws RefusedError for somebody who may not, RunStateError when none asks */
  readonly answer: (by: Asker) => void
}

export function createStepQuestions(book: RunBook, rows: StepRows, halts: Halts): StepQuestions {
  const asking = new Map<string, { readonly ask: Ask; readonly answer: (by: Asker | null) => void }>()
  const waitingForAsk = new Set<() => void>()
  const { number } = book.current()

  /** A run that asks a person says so by its state. */
  function showAsking(): void {
    const [first] = asking.values()
    if (first === undefined || halts.now() !== null) return
    const { role, text } = first.ask
    book.set({ state: 'awaiting_approval', approval: { needs: role, reasons: [text], by: null, at: null } })
  }

  return {
    async ask({ frame, step, id }, ask) {
      book.put(withProgress(rows.now(id), { state: 'asking', changes: [ask.text] }))
      const signal = halts.signalFor(frame, step)
      const answered = new Promise<Asker | null>((resolve) => {
        asking.set(id, { ask, answer: resolve })
        signal.addEventListener(
          'abort',
          () => {
            resolve(null)
          },
          { once: true },
        )
        if (signal.aborted) resolve(null)
      })
      showAsking()
      await rows.saved()
      for (const tell of waitingForAsk) tell()
      waitingForAsk.clear()
      const by = await answered
      asking.delete(id)
      if (by === null) {
        rows.leave(rows.now(id))
        return
      }
      const at = book.now()
      const given = { needs: ask.role, reasons: [ask.text], by: by.actor, at }
      rows.end(rows.now(id), {
        state: 'done',
        output: { by: by.actor, at },
        changes: [ask.text, `${by.actor.name} said yes.`],
      })
      book.set({ state: 'running', approval: given })
      book.audit(
        playbookRow(book.current(), by, `Run ${number}: ${by.actor.name} said yes to “${ask.text}”`, 'noted', {}),
      )
      showAsking()
    },
    asked: () =>
      new Promise((resolve) => {
        if (asking.size > 0) resolve()
        else waitingForAsk.add(resolve)
      }),
    answer(by) {
      const [first] = asking
      if (first === undefined) throw new RunStateError('state', `Run ${number} asks nobody at this moment.`)
      const [id, { ask, answer }] = first
      const against = againstAnswer(ask, by, book.current())
      if (against !== null) throw new RefusedError([against])
      asking.delete(id)
      answer(by)
    },
  }
}

/** Why this person may not answer a step, or null. */
function againstAnswer({ role, byAnother }: Ask, { actor }: Asker, run: Run) {
  const deny = (code: string, text: string) => ({ effect: 'deny', code, text, action: null, target: null }) as const
  if (byAnother && actor.id === run.actor.id) {
    return deny('OWN_APPROVAL', `Run ${run.number} was started by ${actor.name}; somebody else has to say yes.`)
  }
  if (reaches(actor.role, role)) return null
  return deny('APPROVAL_ROLE', `Run ${run.number} wants the yes of an ${role}; ${actor.name} is ${actor.role}.`)
}

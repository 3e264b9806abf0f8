import type { Id, Question } from '../../../contract'

/** The decision that a paused run of a playbook waits for; `steps`: those it is about. */
export function pauseQuestion(code: Question['code'], text: string, steps: readonly Id[], at: string): Question {
  return { code, text, changes: [...steps], answers: ['continue', 'retry', 'compensate', 'cancel'], at }
}

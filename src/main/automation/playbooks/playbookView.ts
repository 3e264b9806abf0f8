import type { PlaybookView } from '../../../contract'
import type { Playbook } from './playbook'

/** A playbook as windows and other systems see it. */
export function playbookView(
  playbook: Playbook,
  { builtIn, file, problem }: Pick<PlaybookView, 'builtIn' | 'file' | 'problem'>,
): PlaybookView {
  const { name, title, version, description, category, onFailure, text } = playbook
  return {
    ...{ name, title, version, description, category, onFailure, text, builtIn, file, problem },
    tags: [...playbook.tags],
    roles: [...playbook.roles],
    params: [...playbook.params],
    steps: playbook.steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      title: step.titleText,
      needs: [...step.needs],
      when: step.when?.text ?? null,
      forEach: step.forEachText,
      always: step.always,
      onFailure: step.onFailure,
    })),
  }
}

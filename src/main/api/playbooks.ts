import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import type { Doors } from './doors'
import { started } from './started'

/** Playbooks: what there is, and beginning one. Their runs are answered as all runs are. */
export function playbookProcedures({ viewer, operator, engineer }: Doors, { playbooks }: ApiParts) {
  return {
    list: viewer.playbooks.list.handler(() => ({ items: [...playbooks.list()] })),
    files: viewer.playbooks.files.handler(() => playbooks.readFiles()),
    validate: viewer.playbooks.validate.handler(({ input: { text } }) => playbooks.check(text)),
    get: viewer.playbooks.get.handler(({ input: { name } }) => {
      const playbook = playbooks.get(name)
      if (playbook === null) throw notFound('playbook', name)
      return playbook
    }),
    save: engineer.playbooks.save.handler(({ input: { name, text }, context }) => playbooks.save(context, name, text)),
    remove: engineer.playbooks.remove.handler(async ({ input: { name }, context }) => {
      await playbooks.remove(context, name)
      return { done: true as const }
    }),
    runs: operator.playbooks.runs.handler(async ({ input: { name, ...input }, context }) =>
      started(await playbooks.runs.start(context, name, input), input.dryRun),
    ),
  }
}

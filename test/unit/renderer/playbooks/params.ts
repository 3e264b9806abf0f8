import type { PlaybookParam } from '../../../../src/contract'

/** A parameter of a playbook, with what a test says of it. */
export const param = (over: Partial<PlaybookParam> & Pick<PlaybookParam, 'name' | 'type'>): PlaybookParam => ({
  ...{ title: over.name, description: '', required: true, default: null, min: null, max: null },
  ...{ options: [], format: null, module: null },
  ...over,
})

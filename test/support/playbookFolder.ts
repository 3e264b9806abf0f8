import { join } from 'node:path'

/** The playbooks that ship. */
export const PLAYBOOKS = join(import.meta.dirname, '../../playbooks')

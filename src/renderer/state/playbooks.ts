import type { PlaybookFiles, PlaybookView } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The playbooks of the house, by category and title. */
export const playbooks = createAsked<readonly PlaybookView[]>(
  async (signal) => (await client.playbooks.list(undefined, { signal })).items,
  newsOf('playbooks'),
)
export const usePlaybooks = (): Answer<readonly PlaybookView[]> => useAsked(playbooks)

/** What the folders of playbooks are worth. */
export const playbookFiles = createAsked<PlaybookFiles>(
  (signal) => client.playbooks.files(undefined, { signal }),
  newsOf('playbooks'),
)
export const usePlaybookFiles = (): Answer<PlaybookFiles> => useAsked(playbookFiles)

import type { Salvo } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The salvos of the house, by folder and name. */
export const salvos = createAsked<readonly Salvo[]>(
  async (signal) => (await client.salvos.list(undefined, { signal })).items,
  newsOf('salvos'),
)
export const useSalvos = (): Answer<readonly Salvo[]> => useAsked(salvos)

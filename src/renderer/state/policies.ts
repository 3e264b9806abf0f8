import type { Policy, PolicyDefault, PolicyFiles } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** The rules in the order in which they are asked, and what happens where none decides. */
export type PolicySet = { readonly items: readonly Policy[]; readonly defaults: readonly PolicyDefault[] }

/** Windows switch rules, and the settings hold defaults: news of them is news of the rules as well. */
const policyNews = (hear: () => void): (() => void) => {
  const ends = [newsOf('policies')(hear), newsOf('windows')(hear), newsOf('settings')(hear)]
  return () => {
    for (const end of ends) end()
  }
}

export const policies = createAsked<PolicySet>((signal) => client.policies.list(undefined, { signal }), policyNews)
export const usePolicies = (): Answer<PolicySet> => useAsked(policies)

/** What the folder of policy files is worth. */
export const policyFiles = createAsked<PolicyFiles>(
  (signal) => client.policies.files(undefined, { signal }),
  policyNews,
)
export const usePolicyFiles = (): Answer<PolicyFiles> => useAsked(policyFiles)

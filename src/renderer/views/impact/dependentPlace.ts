import type { ImpactDependent } from '../../../contract'
import type { Place } from '../../app/place'
import { policyWhat } from '../../app/policyPlace'

/** Where something that depends on a thing is to be seen; null: nowhere of its own. */
export function placeOfDependent({ kind, id }: Pick<ImpactDependent, 'kind' | 'id'>): Place | null {
  switch (kind) {
    case 'salvo':
      return { view: 'salvos', what: id }
    case 'snapshot':
      return { view: 'salvos', what: `snapshot:${id}` }
    case 'playbook':
      return { view: 'playbooks', what: id }
    case 'schedule':
      return { view: 'schedules', what: id }
    case 'trigger':
      return { view: 'triggers', what: id }
    case 'policy':
      return { view: 'policies', what: policyWhat({ kind: 'rule', id }) }
    case 'window':
      return { view: 'windows', what: id }
    case 'tally-mapping':
      return { view: 'tally', what: null }
    case 'recovery':
      return { view: 'jobs', what: `recovery:${id}` }
    case 'lock':
    case 'lease':
      return null
  }
}

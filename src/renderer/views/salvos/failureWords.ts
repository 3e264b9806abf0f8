import type { OnFailure } from '../../../contract'

/** What a failed change means for the others, as an answer to “If one fails:”. */
export const failureWords: Readonly<Record<OnFailure, string>> = {
  'pause-and-ask': 'ask me',
  'auto-rollback': 'put all back',
  'continue-on-error': 'go on',
}

export const failurePolicies: readonly OnFailure[] = ['pause-and-ask', 'auto-rollback', 'continue-on-error']

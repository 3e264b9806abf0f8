import { lengthText } from '../../../components/timeText'
import type { Sheet } from '../../../state/take'

export const takeText = (routes: number): string => (routes === 1 ? 'TAKE' : `TAKE ${String(routes)} ROUTES`)

/** `CAPS_MISMATCH` as it is read: `caps mismatch`. */
export const codeWords = (code: string): string => code.toLowerCase().replaceAll(/[_-]/g, ' ')

/** Where the take stands, beside the title of the sheet. */
export function phaseText({ phase, run }: Sheet): string {
  switch (phase) {
    case 'planning':
      return 'asking what would happen…'
    case 'ready':
      return 'dry-run, nothing sent yet'
    case 'taking':
      return 'taking…'
    case 'done': {
      if (run?.startedAt == null || run.finishedAt === null) return 'verified'
      return `verified in ${lengthText(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}`
    }
    case 'failed': {
      const good = run?.changes.filter((change) => change.state === 'verified').length ?? 0
      if (run === null || run.startedAt === null) return 'failed, nothing sent'
      return good === 0 ? 'failed' : `${String(good)} of ${String(run.changes.length)} verified`
    }
    case 'refused':
      return 'refused, nothing sent'
  }
}

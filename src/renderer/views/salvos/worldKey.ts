import type { Action } from '../../../contract'
import type { Picture } from '../../state/picture'
import { portOf } from './entryWords'

/** What a plan of these actions depends on, as a text: another text means that another plan may come of it. */
export function worldKey(actions: readonly Action[], picture: Pick<Picture, 'senders' | 'receivers'>): string {
  return actions
    .map((action) => {
      const port = portOf(action, picture)
      const source = action.type === 'route.connect' ? picture.senders.get(action.senderId) : undefined
      const sends = source === undefined ? '' : `${source.status}${String(source.active)}`
      if (port === undefined) return `gone ${sends}`
      if (port.kind === 'sender') return `${port.status} ${String(port.active)}`
      const { active, senderId } = port.route
      const hold = port.lock === null ? '' : `${port.lock.kind} ${port.lock.owner.id} ${port.lock.since}`
      return [port.status, String(active), senderId ?? '', hold, sends].join(' ')
    })
    .join('|')
}

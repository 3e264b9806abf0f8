import type { Action, Id } from '../../../src/contract'
import type { Stage } from './stage'

/** Things of the lab by their names, once the stage is there. */
export function named(stage: () => Stage) {
  const sender = (name: string): Id => stage().lab.plant.sender(name)
  const receiver = (name: string): Id => stage().lab.plant.receiver(name)
  return {
    sender,
    receiver,
    connect: (
      from: string,
      to: string,
      more: Partial<Extract<Action, { readonly type: 'route.connect' }>> = {},
    ): Action => ({ type: 'route.connect', senderId: sender(from), receiverId: receiver(to), ...more }),
    disconnect: (from: string): Action => ({ type: 'route.disconnect', receiverId: receiver(from) }),
    /** What the device itself says that its receiver is on: a sender's id, or null. */
    on: async (name: string): Promise<unknown> => {
      const { sender_id, master_enable } = await stage().active('receivers', receiver(name))
      return master_enable === true ? sender_id : null
    },
    /** Receivers and senders that were PATCHed since the last `forget`, in order. */
    patched: async (): Promise<readonly (string | undefined)[]> =>
      (await stage().requests('method=PATCH')).map(({ path }) => path.split('/').at(-2)),
  }
}

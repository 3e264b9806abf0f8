import type { Action, RunInput, TakeInput } from '../../contract'

type Route = TakeInput['routes'][number]

/** A take as the run that it is short for. */
export function runOfTake({ routes, ...options }: TakeInput): RunInput {
  return { actions: routes.map(actionOf), ...options }
}

/** A route as an action: to a sender, or to none. */
function actionOf({ senderId, receiverId, leg, expected, needs }: Route): Action {
  const seen = {
    ...(expected === undefined ? {} : { expected }),
    ...(needs === undefined ? {} : { needs }),
  }
  if (senderId === null) return { type: 'route.disconnect', receiverId, ...seen }
  return { type: 'route.connect', senderId, receiverId, ...(leg === undefined ? {} : { leg }), ...seen }
}

/**
 * Something of the house (a salvo, a snapshot, a window, a booking) is unknown, makes no sense, or is in no state that
 * allows what was asked. The message is a sentence for who asked.
 */
export class HouseError extends Error {
  override readonly name: string = 'HouseError'
  constructor(
    readonly kind: 'unknown' | 'invalid' | 'state',
    message: string,
  ) {
    super(message)
  }
}

/** Where a broker is, and with what one logs in there; null: nobody is asked. */
export type BrokerAccess = {
  /** `mqtt://host:port`, without user and password. */
  readonly url: string
  readonly login: Login | null
}

export type Login = { readonly user: string; readonly password: string }

const protocols = ['mqtt:', 'mqtts:', 'ws:', 'wss:']

/**
 * Reads `mqtt://user:password@host:port`. `login` holds where the address names no user.
 * @throws RangeError where it is no address of a broker.
 */
export function readBrokerUrl(text: string, login: Login | null): BrokerAccess {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') {
    throw new RangeError('The address of a broker is like mqtt://user:password@host:1883')
  }
  const named =
    url.username === '' ? login : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  url.username = ''
  url.password = ''
  return { url: url.href, login: named }
}

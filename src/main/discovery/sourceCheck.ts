import { isIP } from 'node:net'
import type { RegistryInput } from '../../contract'
import { parseHttpUrl, showUrl, tryUrl } from '../nmos/href'
import { NmosHttpError } from '../nmos/nmosHttpError'
import { BadSourceError } from './badSource'

type Place = Pick<RegistryInput, 'kind' | 'queryUrl' | 'dnsServer'>

const DOMAIN = /^(?=.{1,253}\.?$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i

/** @throws BadSourceError when nothing could ever be found by this address */
export function checkSource(place: Place): void {
  if (place.kind === 'dns-sd') {
    if (!DOMAIN.test(place.queryUrl)) {
      throw new BadSourceError(`“${place.queryUrl}” is no DNS domain; give one such as plant.example.`)
    }
    if (place.dnsServer !== null && !isNameServer(place.dnsServer)) {
      throw new BadSourceError(`“${place.dnsServer}” is no name server; give its IP address, or IP:port.`)
    }
    return
  }
  try {
    parseHttpUrl(place.queryUrl)
  } catch (error) {
    if (!(error instanceof NmosHttpError)) throw error
    const what = place.kind === 'node' ? 'node' : 'registry'
    throw new BadSourceError(
      `“${showUrl(place.queryUrl)}” is no address of a ${what}; give one such as http://10.0.0.5:8870.`,
    )
  }
}

/** What tells a source from others: two addresses that lead to the same API are the same. */
export function sourceKey(place: Place): string {
  if (place.kind === 'dns-sd') {
    return `dns-sd ${place.queryUrl.toLowerCase().replace(/\.$/, '')} ${place.dnsServer ?? ''}`
  }
  const url = tryUrl(place.queryUrl)
  if (url === null) return `${place.kind} ${place.queryUrl}`
  const path = url.pathname.replace(/\/x-nmos(\/.*)?$/, '').replace(/\/+$/, '')
  return `${place.kind} ${url.origin}${path}`
}

function isNameServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const match = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text)
  return match !== null && isIP(match[1] ?? '') !== 0 && Number(match[2]) > 0 && Number(match[2]) < 65_536
}

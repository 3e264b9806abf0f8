import { describe, expect, it } from 'vitest'
import { type ConnectWish, DISCONNECTED, type Offer, connected } from '../../../src/main/drivers/is05/receiverStaging'
import { patchOf } from '../../../src/main/drivers/is05/staging'
import type { LegConstraints } from '../../../src/main/nmos/connectionTypes'

const leg: LegConstraints = {
  source_ip: {},
  multicast_ip: {},
  interface_ip: {},
  destination_port: {},
  rtp_enabled: {},
}
const one = [leg]
const two = [leg, leg]

const section = (group: string, mid: string) =>
  `m=video 5004 RTP/AVP 96\r\nc=IN IP4 ${group}/32\r\na=source-filter: incl IN IP4 ${group} 10.0.0.1\r\na=mid:${mid}\r\n`
const sdp = (...groups: readonly string[]) =>
  `v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=CAM\r\nt=0 0\r\na=group:DUP ${groups.map((_, i) => `L${i}`).join(' ')}\r\n` +
  groups.map((group, i) => section(group, `L${i}`)).join('')

const file = (data: string): Offer => ({ by: 'file', data, type: 'application/sdp' })
const params = (...legs: readonly Readonly<Record<string, unknown>>[]): Offer => ({
  by: 'params',
  transport: 'rtp',
  legs,
})
const sent = (group: string) => ({
  destination_ip: group,
  destination_port: 5004,
  source_ip: '10.0.0.1',
  rtp_enabled: true,
})
const joined = (group: string) => ({
  multicast_ip: group,
  destination_port: 5004,
  source_ip: '10.0.0.1',
  rtp_enabled: true,
})

const wish = (more: Partial<ConnectWish>): ConnectWish => ({
  senderId: 's1',
  constraints: two,
  offer: file(sdp('239.0.0.1', '239.0.0.2')),
  leg: null,
  isAnyOff: false,
  ...more,
})

describe('connected', () => {
  it.each([
    [
      'both, where the file has both',
      file(sdp('239.0.0.1', '239.0.0.2')),
      [{ rtp_enabled: true }, { rtp_enabled: true }],
    ],
    ['the one that the file has', file(sdp('239.0.0.1')), [{ rtp_enabled: true }, {}]],
    ['nothing, where the file cannot be read: the receiver judges it', file('v=0'), undefined],
  ])('switches a leg that is off on expressly: %s', (_, offer, transport_params) => {
    const result = connected(wish({ offer, isAnyOff: true }))
    expect(result.ok && result.staging.transport_params).toEqual(transport_params)
  })

  it('stages peer, enable and file', () => {
    expect(connected(wish({}))).toEqual({
      ok: true,
      staging: {
        sender_id: 's1',
        master_enable: true,
        transport_file: { data: sdp('239.0.0.1', '239.0.0.2'), type: 'application/sdp' },
      },
    })
  })

  it('passes a file on unread when no leg was chosen', () => {
    const result = connected(wish({ offer: file('v=0 but nonsense \u00fc\r\n') }))
    expect(result).toMatchObject({ ok: true, staging: { transport_file: { data: 'v=0 but nonsense \u00fc\r\n' } } })
  })

  it.each<[string, Partial<ConnectWish>, unknown]>([
    ['one leg, first path chosen: the file says it', { constraints: one, leg: 0 }, undefined],
    ['one leg, second path chosen', { constraints: one, leg: 1 }, [joined('239.0.0.2')]],
    ['two legs, only the second wanted', { leg: 1 }, [{ rtp_enabled: false }, joined('239.0.0.2')]],
    ['two legs, a one-leg stream with a file', { offer: file(sdp('239.0.0.1')) }, undefined],
    [
      'two legs, a one-leg stream without a file: leg 2 is switched off expressly',
      { offer: params(sent('239.0.0.1')) },
      [joined('239.0.0.1'), { rtp_enabled: false }],
    ],
    [
      'two legs without a file',
      { offer: params(sent('239.0.0.1'), sent('239.0.0.2')) },
      [joined('239.0.0.1'), joined('239.0.0.2')],
    ],
    [
      'one leg, a two-leg stream without a file',
      { constraints: one, offer: params(sent('239.0.0.1'), sent('239.0.0.2')) },
      [joined('239.0.0.1')],
    ],
    ['a device without legs', { constraints: [], offer: params(sent('239.0.0.1')) }, undefined],
  ])('transport_params: %s', (_, more, expected) => {
    const result = connected(wish(more))
    expect(result.ok && result.staging.transport_params).toEqual(expected)
  })

  it('maps what a WebSocket sender has and drops what the receiver has not', () => {
    const offer: Offer = {
      by: 'params',
      transport: 'websocket',
      legs: [{ connection_uri: 'ws://x', connection_authorization: false, ext_is_07_source_id: 'q' }],
    }
    const constraints = [{ connection_uri: {}, connection_authorization: {} }]
    expect(connected(wish({ offer, constraints }))).toMatchObject({
      ok: true,
      staging: { transport_params: [{ connection_uri: 'ws://x', connection_authorization: false }] },
    })
    expect(connected(wish({ offer, constraints }))).not.toHaveProperty('staging.transport_file')
  })

  it.each<[string, Partial<ConnectWish>, string]>([
    ['NO_SUCH_LEG', { leg: 4 }, 'Leg 5 was chosen'],
    ['BAD_TRANSPORT_FILE', { leg: 1, offer: file('<html>') }, 'no SDP'],
    ['NO_TRANSPORT_PARAMS', { offer: params() }, 'says nothing'],
    ['NO_TRANSPORT_PARAMS', { offer: params({ destination_ip: 'auto' }) }, 'is it active?'],
  ])('%s is a sentence', (code, more, words) => {
    const result = connected(wish(more))
    expect(result).toMatchObject({ ok: false, code })
    expect(result.ok ? '' : result.text).toContain(words)
  })
})

it('disconnects', () => {
  expect(DISCONNECTED).toEqual({ master_enable: false, sender_id: null })
})

describe('patchOf', () => {
  it('activates at once without a requested_time, which strict devices mind', () => {
    expect(patchOf(DISCONNECTED, { mode: 'now' })).toEqual({
      ...DISCONNECTED,
      activation: { mode: 'activate_immediate' },
    })
  })

  it('stages without any activation', () => {
    expect(patchOf(DISCONNECTED, { mode: 'stage' })).toEqual(DISCONNECTED)
  })

  it('schedules, and activates alone what is staged', () => {
    const activation = { mode: 'activate_scheduled_absolute', requested_time: '1700000000:5' }
    expect(patchOf({}, { mode: 'at', time: '1700000000:5' })).toEqual({ activation })
  })
})

import { describe, expect, it } from 'vitest'
import { type ConnectWish, DISCONNECT, type Offer, connectPatch } from '../../../src/main/drivers/is05/receiverPatch'
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
  ...more,
})

describe('connectPatch', () => {
  it('is one PATCH with peer, enable, file and activation, and no requested_time', () => {
    expect(connectPatch(wish({}))).toEqual({
      ok: true,
      patch: {
        sender_id: 's1',
        master_enable: true,
        transport_file: { data: sdp('239.0.0.1', '239.0.0.2'), type: 'application/sdp' },
        activation: { mode: 'activate_immediate' },
      },
    })
  })

  it('passes a file on unread when no leg was chosen', () => {
    const result = connectPatch(wish({ offer: file('v=0 but nonsense \u00fc\r\n') }))
    expect(result).toMatchObject({ ok: true, patch: { transport_file: { data: 'v=0 but nonsense \u00fc\r\n' } } })
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
    const result = connectPatch(wish(more))
    expect(result.ok && result.patch.transport_params).toEqual(expected)
  })

  it('maps what a WebSocket sender has and drops what the receiver has not', () => {
    const offer: Offer = {
      by: 'params',
      transport: 'websocket',
      legs: [{ connection_uri: 'ws://x', connection_authorization: false, ext_is_07_source_id: 'q' }],
    }
    const constraints = [{ connection_uri: {}, connection_authorization: {} }]
    expect(connectPatch(wish({ offer, constraints }))).toMatchObject({
      ok: true,
      patch: { transport_params: [{ connection_uri: 'ws://x', connection_authorization: false }] },
    })
    expect(connectPatch(wish({ offer, constraints }))).not.toHaveProperty('patch.transport_file')
  })

  it.each<[string, Partial<ConnectWish>, string]>([
    ['NO_SUCH_LEG', { leg: 4 }, 'Leg 5 was chosen'],
    ['BAD_TRANSPORT_FILE', { leg: 1, offer: file('<html>') }, 'no SDP'],
    ['NO_TRANSPORT_PARAMS', { offer: params() }, 'says nothing'],
    ['NO_TRANSPORT_PARAMS', { offer: params({ destination_ip: 'auto' }) }, 'is it active?'],
  ])('%s is a sentence', (code, more, words) => {
    const result = connectPatch(wish(more))
    expect(result).toMatchObject({ ok: false, code })
    expect(result.ok ? '' : result.text).toContain(words)
  })
})

it('disconnects by one PATCH', () => {
  expect(DISCONNECT).toEqual({ master_enable: false, sender_id: null, activation: { mode: 'activate_immediate' } })
})

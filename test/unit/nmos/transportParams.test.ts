import { describe, expect, it } from 'vitest'
import { receiverParamsFromSender } from '../../../src/main/nmos/transportParams'

const T = 'urn:x-nmos:transport:'

describe('receiverParamsFromSender', () => {
  it('copies a WebSocket sender with its IS-07 parameters', () => {
    const leg = {
      connection_uri: 'ws://a:1/x',
      connection_authorization: false,
      ext_is_07_source_id: 'src',
      ext_is_07_rest_api_url: 'http://a/',
      other: 1,
    }
    const { other: _, ...copied } = leg
    expect(receiverParamsFromSender(`${T}websocket`, [leg])).toEqual({ ok: true, legs: [copied] })
  })

  it('turns the destination of an MQTT sender into the source of a receiver', () => {
    const leg = {
      destination_host: 'broker',
      destination_port: 1883,
      broker_protocol: 'mqtt',
      broker_authorization: false,
      broker_topic: 'topic',
      connection_status_broker_topic: null,
      ext_is_07_source_id: 'src',
    }
    expect(receiverParamsFromSender(`${T}mqtt`, [leg])).toEqual({
      ok: true,
      legs: [
        {
          source_host: 'broker',
          source_port: 1883,
          broker_protocol: 'mqtt',
          broker_authorization: false,
          broker_topic: 'topic',
          connection_status_broker_topic: null,
          ext_is_07_source_id: 'src',
        },
      ],
    })
  })

  it('joins the group of an RTP sender from its address, and takes unicast at its destination', () => {
    const multicast = { source_ip: '10.0.0.1', destination_ip: '239.0.0.1', destination_port: 5000, rtp_enabled: true }
    const unicast = { source_ip: 'auto', destination_ip: '10.0.0.9', destination_port: 5000 }
    expect(receiverParamsFromSender(`${T}rtp.mcast`, [multicast, unicast, { rtp_enabled: false }])).toEqual({
      ok: true,
      legs: [
        { multicast_ip: '239.0.0.1', source_ip: '10.0.0.1', destination_port: 5000, rtp_enabled: true },
        { multicast_ip: null, interface_ip: '10.0.0.9', source_ip: null, destination_port: 5000, rtp_enabled: true },
        { rtp_enabled: false },
      ],
    })
  })

  it('carries an MXL flow over', () => {
    const leg = { mxl_domain_id: 'd', mxl_flow_id: 'f' }
    expect(receiverParamsFromSender(`${T}mxl`, [leg])).toEqual({ ok: true, legs: [leg] })
  })

  it.each([
    [`${T}websocket`, [{ connection_uri: null }], 'The sender has no WebSocket address yet'],
    [`${T}mqtt`, [{ broker_topic: 'auto' }], 'The sender has no topic yet'],
    [`${T}rtp`, [{ destination_ip: 'auto', destination_port: 'auto' }], 'The sender has no destination address'],
    [`${T}dash`, [{}], 'How a dash sender is connected is not known'],
    [`${T}rtp`, [], 'says nothing'],
  ])('%s with %j says why not', (transport, legs, words) => {
    const result = receiverParamsFromSender(transport, legs)
    expect(result).toMatchObject({ ok: false, fault: expect.stringContaining(words) as string })
  })
})

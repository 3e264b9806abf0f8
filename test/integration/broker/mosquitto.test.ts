import { connectAsync } from 'mqtt'
import { describe, expect, it } from 'vitest'
import { startMosquitto } from '../../support/mosquitto'

describe('mosquitto as tests start it', () => {
  it('asks for a password, a certificate, over TCP and WebSocket', async () => {
    const broker = await startMosquitto({
      users: { ann: 'secret' },
      acl: 'user ann\ntopic readwrite a/#',
      tls: true,
      requireClientCert: true,
      websockets: true,
    })
    try {
      const { ca, clientCert: cert, clientKey: key } = broker.tls ?? { ca: '', clientCert: '', clientKey: '' }
      for (const url of [broker.url, broker.webSocketUrl]) {
        const client = await connectAsync(url, { username: 'ann', password: 'secret', ca, cert, key }, false)
        expect(client.connected).toBe(true)
        await client.publishAsync('a/b', 'x', { retain: true, qos: 1 })
        await client.endAsync()
        await expect(
          connectAsync(url, { username: 'ann', password: 'wrong', ca, cert, key, reconnectPeriod: 0 }, false),
        ).rejects.toThrow(/auth/i)
        await expect(
          connectAsync(url, { username: 'ann', password: 'secret', ca, reconnectPeriod: 0 }, false),
        ).rejects.toThrow()
      }
      await broker.stop()
      await broker.start()
      const client = await connectAsync(broker.url, { username: 'ann', password: 'secret', ca, cert, key }, false)
      const kept = new Promise((resolve) => client.once('message', (_, payload) => resolve(payload.toString())))
      await client.subscribeAsync('a/b')
      expect(await kept).toBe('x')
      await client.endAsync()
    } finally {
      await broker.end()
    }
  })
})

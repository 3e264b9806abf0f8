import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registryDefaults, startRegistry, type Registry } from '../../../src/lab/registry/registry'
import { resourceTypes } from '../../../src/lab/registry/kinds'
import { specsAvailable, validatorFor } from '../../support/schemas'
import { ask, get, listOf, listen, subscriptionRequest, until, type SubscriptionAnswer } from './registryClient'
import { samplePlant, sampleSender } from './registrySample'

/** The other registry tests check each answer too; this one says so when AMWA's schemas are not at hand. */
describe.skipIf(!specsAvailable)("AMWA's schemas hold", () => {
  let registry: Registry

  beforeEach(async () => {
    registry = await startRegistry({ ...registryDefaults, label: 'test' })
    registry.preload(samplePlant('new'))
  })

  afterEach(async () => {
    await registry.stop()
  })

  it('tell right from wrong', () => {
    const check = validatorFor('is-04/v1.3', 'sender.json')
    const sender = sampleSender('s', sampleSender('d', '', null).id, null)
    check(sender)
    expect(() => {
      check({ ...sender, subscription: { receiver_id: null } })
    }).toThrow(/subscription.*active/)
    expect(() => {
      validatorFor('is-04/v1.2', 'sender.json')({ ...sender, transport: 'urn:x-nmos:transport:websocket' })
    }).toThrow('/transport')
    expect(() => validatorFor('is-04/v1.3', 'camera.json')).toThrow('camera.json')
  })

  it.each(['v1.2', 'v1.3'])('for lists, single resources, subscriptions, grains and errors at %s', async (version) => {
    const api = `is-04/${version}`
    const query = `${registry.queryUrl}${version}`
    for (const type of resourceTypes) {
      const list = await get(`${query}/${type}s`)
      expect(listOf(list).length).toBeGreaterThan(0)
      validatorFor(api, `${type}s.json`)(list.body)
      for (const { id } of listOf(list)) validatorFor(api, `${type}.json`)((await get(`${query}/${type}s/${id}`)).body)

      const made = await ask('POST', `${query}/subscriptions`, subscriptionRequest(`/${type}s`))
      validatorFor(api, 'queryapi-subscription-response.json')(made.body)
      const socket = await listen((made.body as SubscriptionAnswer).ws_href, api)
      await until(() => socket.entries().length === listOf(list).length)
      const grainCheck = validatorFor(api, 'queryapi-subscriptions-websocket.json')
      for (const grain of socket.grains) grainCheck(grain)
      socket.close()
    }
    validatorFor(api, 'queryapi-subscriptions-response.json')((await get(`${query}/subscriptions`)).body)
    validatorFor(api, 'error.json')((await get(`${query}/cameras`)).body)
    validatorFor(api, 'node.json')((await get(`${registry.url}/x-nmos/node/${version}/self`)).body)
    validatorFor(api, 'nodeapi-base.json')((await get(`${registry.url}/x-nmos/node/${version}`)).body)
  })
})

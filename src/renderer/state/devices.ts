import type { Id, MqttDevice, MqttDeviceQuery } from '../../contract'
import { client } from '../app/client'
import { createAsked, type Asked } from './asked'
import { newsOf } from './houseNews'

/** Devices that were found; `more`: there are others behind them. */
export type FoundDevices = { readonly items: readonly MqttDevice[]; readonly more: boolean }
export type DeviceSearch = Pick<MqttDeviceQuery, 'q' | 'broker' | 'module' | 'status'>

/** What the engine gives at once. */
const PAGE = 500
/** When a device was heard last is no news: it is asked for this often, ms. */
const EVERY_MS = 5000
/** News come in bursts: they are asked for once, so long after the first, ms. */
const REST_MS = 150

/** Calls back with news of devices, and every few seconds while this page is in sight. */
function devicesNews(hear: () => void): () => void {
  let soon: ReturnType<typeof setTimeout> | null = null
  const stop = newsOf('devices')(() => {
    soon ??= setTimeout(() => {
      soon = null
      hear()
    }, REST_MS)
  })
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') hear()
  }, EVERY_MS)
  return () => {
    stop()
    clearInterval(timer)
    if (soon !== null) clearTimeout(soon)
  }
}

/** The first `most` devices on MQTT that a search finds, by their names, kept fresh. */
export function askDevices(search: DeviceSearch, most: number): Asked<FoundDevices> {
  return createAsked(async (signal) => {
    const items: MqttDevice[] = []
    let cursor: string | undefined
    while (items.length < most) {
      const limit = Math.min(PAGE, most - items.length)
      const page = await client.mqttDevices.list({ ...search, limit, cursor }, { signal })
      items.push(...page.items)
      if (page.nextCursor === null) return { items, more: false }
      cursor = page.nextCursor
    }
    return { items, more: true }
  }, devicesNews)
}

/** One device, whatever the list shows, kept fresh. */
export const askDevice = (id: Id): Asked<MqttDevice> =>
  createAsked((signal) => client.mqttDevices.get({ id }, { signal }), devicesNews)

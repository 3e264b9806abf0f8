import type { MqttClient } from 'mqtt'

export type Said = { readonly topic: string; readonly text: string }

/** Says the last things, retained, and disconnects; a connection that breaks meanwhile is not waited for. */
export async function farewell(client: MqttClient, last: readonly Said[]): Promise<void> {
  const broken = new Promise<void>((resolve) => {
    client.once('close', resolve)
  })
  for (const { topic, text } of last) {
    if (!client.connected) break
    const said = client.publishAsync(topic, text, { qos: 1, retain: true }).catch(() => undefined)
    await Promise.race([said, broken])
  }
  await client.endAsync(!client.connected).catch(() => undefined)
}

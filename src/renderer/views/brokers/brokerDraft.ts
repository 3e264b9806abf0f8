import type { Broker, BrokerInput, Qos } from '../../../contract'

/** A secret is never shown: it stays as it is kept, is typed anew, or is taken away. */
export type SecretDraft = { readonly is: 'kept' } | { readonly is: 'typed'; readonly text: string }

export type QosDraft = { readonly key: number; readonly filter: string; readonly qos: Qos }

/** A broker as it is being typed: everything text. */
export type BrokerDraft = {
  readonly name: string
  readonly url: string
  readonly username: string
  readonly password: SecretDraft
  readonly ca: string
  readonly cert: string
  readonly clientKey: SecretDraft
  readonly allowUntrusted: boolean
  readonly keepSession: boolean
  readonly clientId: string
  /** Empty: no will. */
  readonly willTopic: string
  readonly willPayload: string
  readonly willQos: Qos
  readonly willRetain: boolean
  readonly qos: readonly QosDraft[]
  readonly limit: string
  /** In millions of bytes. */
  readonly megabytes: string
  readonly policy: BrokerInput['queue']['policy']
  readonly role: BrokerInput['role']
  readonly relay: boolean
  readonly topicPrefix: string
}

const nothing: SecretDraft = { is: 'typed', text: '' }
const kept: SecretDraft = { is: 'kept' }

export function brokerDraft(broker: Broker | null): BrokerDraft {
  return {
    name: broker?.name ?? '',
    url: broker?.url ?? '',
    username: broker?.username ?? '',
    password: broker?.hasPassword === true ? kept : nothing,
    ca: broker?.tls.ca ?? '',
    cert: broker?.tls.cert ?? '',
    clientKey: broker?.tls.hasKey === true ? kept : nothing,
    allowUntrusted: broker?.tls.allowUntrusted ?? false,
    keepSession: broker?.keepSession ?? false,
    clientId: broker?.clientId ?? '',
    willTopic: broker?.will?.topic ?? '',
    willPayload: broker?.will?.payload ?? '',
    willQos: broker?.will?.qos ?? 1,
    willRetain: broker?.will?.retain ?? false,
    qos: (broker?.qos ?? []).map((rule, key) => ({ key, ...rule })),
    limit: String(broker?.queue.limit ?? 1000),
    megabytes: String((broker?.queue.bytes ?? 10_000_000) / 1_000_000),
    policy: broker?.queue.policy ?? 'drop-oldest',
    role: broker?.role ?? 'operator',
    relay: broker?.relay ?? true,
    topicPrefix: broker?.topicPrefix ?? '/lab',
  }
}

/** Whether what goes to this address is encrypted. */
export const isSecure = (url: string): boolean => /^(?:mqtts|wss):/i.test(url.trim())

/** User name and password that were pasted with an address, in the fields that they have. */
export function withoutCredentials(draft: BrokerDraft): BrokerDraft {
  const found = /^([a-z]+:\/\/)([^/@:]*)(?::([^/@]*))?@(.*)$/i.exec(draft.url.trim())
  if (found === null) return draft
  const [, scheme = '', user = '', password, rest = ''] = found
  return {
    ...draft,
    url: scheme + rest,
    username: plain(user),
    ...(password === undefined ? {} : { password: { is: 'typed', text: plain(password) } }),
  }
}

/** What may be kept of a draft that is left: no secret that was typed, also none in its address. */
export function withoutSecrets(draft: BrokerDraft, opened: BrokerDraft): BrokerDraft {
  const known = (typed: SecretDraft, before: SecretDraft): SecretDraft => (typed.is === 'typed' ? before : typed)
  const { password, clientKey, ...rest } = withoutCredentials(draft)
  return { ...rest, password: known(password, opened.password), clientKey: known(clientKey, opened.clientKey) }
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

const isWhole = (text: string, most: number): boolean => /^\d+$/.test(text.trim()) && Number(text) <= most

/** What is wrong with a draft, by field; empty when it can be sent. The engine looks again. */
export function brokerFaults(draft: BrokerDraft): Readonly<Partial<Record<keyof BrokerDraft, string>>> {
  const faults: Partial<Record<keyof BrokerDraft, string>> = {}
  const url = draft.url.trim()
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(draft.name.trim()))
    faults.name = 'Give it a name of a to z, 0 to 9 and hyphens, such as studio-2.'
  if (url === '') faults.url = 'Which address?'
  else if (!/^(mqtts?|wss?):\/\//i.test(url) || !URL.canParse(url))
    faults.url = 'That is no address. Write it as mqtt://host:port; mqtts, ws and wss are understood too.'
  if (draft.username.trim() === '' && (draft.password.is === 'kept' || draft.password.text !== ''))
    faults.username = 'A password needs its user name.'
  const hasKey = draft.clientKey.is === 'kept' || draft.clientKey.text.trim() !== ''
  if (isSecure(url) && hasKey !== (draft.cert.trim() !== ''))
    faults.cert = 'A client certificate and its key go together: give both or none.'
  if (!isWhole(draft.limit, 100_000)) faults.limit = 'A whole number up to 100 000; 0: nothing waits.'
  const megabytes = Number(draft.megabytes)
  if (draft.megabytes.trim() === '' || !(megabytes >= 0 && megabytes <= 1000)) faults.megabytes = 'Up to 1000 MB.'
  if (draft.qos.some(({ filter }) => filter.trim() === '')) faults.qos = 'Each rule needs a topic; + and # are allowed.'
  if (!/^[^+#]*[^+#/]$/.test(draft.topicPrefix.trim()))
    faults.topicPrefix = 'Something without + and #, and no slash at its end, such as /lab.'
  return faults
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** What is sent of a secret; undefined: it stays. */
function secretOf(draft: SecretDraft): string | null | undefined {
  if (draft.is === 'kept') return undefined
  return draft.text === '' ? null : draft.text
}

/** What is sent. */
export function brokerInput(draft: BrokerDraft): Omit<BrokerInput, 'enabled'> {
  const password = secretOf(draft.password)
  const key = secretOf(draft.clientKey)
  return {
    name: draft.name.trim(),
    url: draft.url.trim(),
    username: orNull(draft.username),
    ...(password === undefined ? {} : { password }),
    tls: { ca: orNull(draft.ca), cert: orNull(draft.cert), allowUntrusted: draft.allowUntrusted },
    ...(key === undefined ? {} : { key }),
    keepSession: draft.keepSession,
    clientId: orNull(draft.clientId),
    will:
      draft.willTopic.trim() === ''
        ? null
        : {
            topic: draft.willTopic.trim(),
            payload: draft.willPayload,
            qos: draft.willQos,
            retain: draft.willRetain,
          },
    qos: draft.qos.map(({ filter, qos }) => ({ filter: filter.trim(), qos })),
    queue: {
      limit: Number(draft.limit),
      bytes: Math.round(Number(draft.megabytes) * 1_000_000),
      policy: draft.policy,
    },
    role: draft.role,
    relay: draft.relay,
    topicPrefix: draft.topicPrefix.trim(),
  }
}

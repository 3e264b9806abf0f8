import type { Registry, RegistryInput } from '../../../contract'

/** A registry as it is being typed: everything text. */
export type RegistryDraft = {
  readonly label: string
  readonly kind: RegistryInput['kind']
  readonly queryUrl: string
  readonly dnsServer: string
  readonly role: RegistryInput['role']
  readonly site: string
  readonly priority: string
}

export const draftOf = (registry: Registry | null): RegistryDraft => ({
  label: registry?.label ?? '',
  kind: registry?.kind ?? 'registry',
  queryUrl: registry?.queryUrl ?? '',
  dnsServer: registry?.dnsServer ?? '',
  role: registry?.role ?? 'primary',
  site: registry?.site ?? '',
  priority: String(registry?.priority ?? 0),
})

/** What is wrong with a draft, by field; empty when it can be sent. The engine looks again. */
export function faultsOf(draft: RegistryDraft): Readonly<Partial<Record<keyof RegistryDraft, string>>> {
  const address = draft.queryUrl.trim()
  const number = Number(draft.priority)
  const faults: Partial<Record<keyof RegistryDraft, string>> = {}
  if (draft.label.trim() === '') faults.label = 'Give it a name that people know it by.'
  if (address === '') faults.queryUrl = draft.kind === 'dns-sd' ? 'Which domain?' : 'Which address?'
  else if (draft.kind === 'dns-sd') {
    if (/[/:\s]/.test(address)) faults.queryUrl = 'A domain only, such as plant.example, without http://.'
  } else if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    faults.queryUrl = 'That is no address. Write it as http://host:port.'
  if (draft.priority.trim() === '' || !Number.isInteger(number) || number < 0 || number > 65_535)
    faults.priority = 'A whole number from 0 to 65535.'
  if (
    draft.kind === 'dns-sd' &&
    draft.dnsServer.trim() !== '' &&
    !/^[\d.]+:\d+$|^\[[\da-f:]+\]:\d+$/i.test(draft.dnsServer.trim())
  )
    faults.dnsServer = 'As ip:port, such as 10.0.0.53:53; empty for the machine’s own.'
  return faults
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** What is sent. */
export const inputOf = (draft: RegistryDraft): Omit<RegistryInput, 'enabled'> => ({
  label: draft.label.trim(),
  kind: draft.kind,
  queryUrl: draft.queryUrl.trim(),
  dnsServer: draft.kind === 'dns-sd' ? orNull(draft.dnsServer) : null,
  role: draft.role,
  site: orNull(draft.site),
  priority: Number(draft.priority),
})

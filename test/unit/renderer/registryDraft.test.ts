import { expect, test } from 'vitest'
import { RegistryInput } from '../../../src/contract'
import { draftOf, faultsOf, inputOf, type RegistryDraft } from '../../../src/renderer/views/registries/draft'

const good: RegistryDraft = { ...draftOf(null), label: 'RDS-1', queryUrl: 'http://10.0.0.10:8235' }

test.each<[string, Partial<RegistryDraft>, (keyof RegistryDraft)[]]>([
  ['a registry', {}, []],
  ['no name', { label: ' ' }, ['label']],
  ['a URL that is no URL', { queryUrl: 'rds-1' }, ['queryUrl']],
  ['a URL of another kind', { queryUrl: 'ftp://rds-1' }, ['queryUrl']],
  ['a domain', { kind: 'dns-sd', queryUrl: 'plant.example' }, []],
  ['a URL where a domain is wanted', { kind: 'dns-sd', queryUrl: 'http://plant.example' }, ['queryUrl']],
  ['a DNS server', { kind: 'dns-sd', queryUrl: 'plant.example', dnsServer: '10.0.0.53:53' }, []],
  ['a DNS server without a port', { kind: 'dns-sd', queryUrl: 'plant.example', dnsServer: '10.0.0.53' }, ['dnsServer']],
  ['a priority that is no number', { priority: 'first' }, ['priority']],
  ['a priority below zero', { priority: '-1' }, ['priority']],
])('%s', (_, part, fields) => {
  const draft = { ...good, ...part }
  expect(Object.keys(faultsOf(draft))).toEqual(fields)
  if (fields.length === 0) expect(RegistryInput.safeParse(inputOf(draft)).success).toBe(true)
})

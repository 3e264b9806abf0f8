import { expect, it } from 'vitest'
import { FlagError, parseHostFlags } from '../../../src/main/hostFlags'

it('takes an MQTT broker by the name default, and refuses what is no address of one', () => {
  expect(parseHostFlags([], {}).brokers).toEqual([])
  expect(parseHostFlags(['--mqtt', 'mqtt://10.0.0.1'], {}).brokers).toEqual([
    { name: 'default', url: 'mqtt://10.0.0.1' },
  ])
  expect(() => parseHostFlags(['--mqtt', '10.0.0.1:1883'], {})).toThrow(FlagError)
})

it('names further brokers by their hosts, and repeats no password in what it refuses', () => {
  const urls = ['mqtt://one', 'wss://Two.example/mqtt', 'mqtts://ann:secret@two.example', 'mqtt://[::1]']
  expect(
    parseHostFlags(
      urls.flatMap((url) => ['--mqtt', url]),
      {},
    ).brokers.map(({ name }) => name),
  ).toEqual(['default', 'two-example', 'two-example-2', '1'])
  expect(() => parseHostFlags(['--mqtt', 'http://ann:secret@one'], {})).toThrow(/^(?!.*secret)/s)
})

it('passes to the simulated plant what is its own', () => {
  expect(parseHostFlags([], {}).labArgs).toEqual([])
  const args = ['--profile', 'small', '--decoders', '12', '--spares', '0']
  expect(parseHostFlags(['--lab', ...args], {}).labArgs).toEqual(args)
  expect(() => parseHostFlags(['--processors', 'two'], {})).toThrow(FlagError)
})

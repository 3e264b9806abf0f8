import { expect, it } from 'vitest'
import { parseLinks } from '../../../src/main/nmos/linkHeader'

it.each([
  [undefined, {}],
  ['', {}],
  ['rubbish', {}],
  ['<http://a/?x=1&y=2>; rel="next"', { next: 'http://a/?x=1&y=2' }],
  [
    '<http://a/?since=0:20>; rel="next", <http://a/?until=0:10>; rel="prev"',
    { next: 'http://a/?since=0:20', prev: 'http://a/?until=0:10' },
  ],
  [
    '<http://a/1>; rel="next",<http://a/2>; rel="prev",<http://a/3>; rel="first"',
    { next: 'http://a/1', prev: 'http://a/2', first: 'http://a/3' },
  ],
  ['</x?a=1,2>; title="a, b"; REL=next', { next: '/x?a=1,2' }],
  ['<http://a/>; rel="last next"', { last: 'http://a/', next: 'http://a/' }],
  ['<http://a/>; rel="up"', {}],
])('%s', (header, expected) => {
  expect(parseLinks(header)).toEqual(expected)
})

import { expect, it } from 'vitest'
import { linkTo } from '../../../src/main/nmos/linkHeader'

it.each([
  [undefined, null, null],
  ['', null, null],
  ['rubbish', null, null],
  ['<http://a/?x=1&y=2>; rel="next"', 'http://a/?x=1&y=2', null],
  [
    '<http://a/?since=0:20>; rel="next", <http://a/?until=0:10>; rel="prev"',
    'http://a/?since=0:20',
    'http://a/?until=0:10',
  ],
  ['<http://a/2>; rel="prev",<http://a/1>; rel="next",<http://a/3>; rel="first"', 'http://a/1', 'http://a/2'],
  ['<http://a/1>; rel="next",<http://a/2>; rel="next"', 'http://a/1', null],
  ['</x?a=1,2>; title="a, b"; REL=next', '/x?a=1,2', null],
  ['<http://a/>; rel="last next"', 'http://a/', null],
  ['<http://a/>; rel="nextish"', null, null],
  ['<http://a/>', null, null],
])('%s', (header, next, prev) => {
  expect(linkTo('next', header)).toBe(next)
  expect(linkTo('prev', header)).toBe(prev)
})

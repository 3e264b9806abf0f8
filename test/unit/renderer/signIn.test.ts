import { expect, test } from 'vitest'
import { signInUrl } from '../../../src/renderer/app/signIn'

const origin = 'http://127.0.0.1:8484'

test.each([
  ['the printed address', ` ${origin}/sign-in?token=abc_DEF-12345 `, `${origin}/sign-in?token=abc_DEF-12345`],
  ['only the token', 'abc_DEF-12345', `${origin}/sign-in?token=abc_DEF-12345`],
  ['an address of another machine', 'http://elsewhere:8484/sign-in?token=abc_DEF-12345', null],
  ['an address without a token', `${origin}/`, null],
  ['words', 'let me in', null],
  ['a script', 'javascript:alert(1)', null],
])('%s', (_, pasted, url) => {
  expect(signInUrl(pasted, origin)).toBe(url)
})

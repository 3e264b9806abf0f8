import { expect, test } from 'vitest'
import { expressionParts } from '../../../../src/renderer/views/runs/expressionParts'

const parts = (text: string) => expressionParts(text).map(({ kind, text: of }) => `${kind}:${of}`)

test.each([
  ['Tell people', ['text:Tell people']],
  ['Take ${params.a} to ${params.b}', ['text:Take ', 'expression:params.a', 'text: to ', 'expression:params.b']],
  ['${ $devices({"on": true}).id }!', ['expression:$devices({"on": true}).id', 'text:!']],
  ['half ${open', ['text:half ${open']],
  ['', []],
])('%s is taken apart at its expressions', (text, expected) => {
  expect(parts(text)).toEqual(expected)
})

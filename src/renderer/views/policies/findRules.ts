import type { Policy } from '../../../contract'
import { scopeWords, type RegistryNames } from '../../components/scopeWords'
import { areIn, typedWords } from '../../components/typedWords'
import { effectOf, effectWords, kindWords } from './ruleWords'

/** The rules that a few typed words mean, in their order: each word is in the name, id, kind, effect, owner, place or file. */
export function findRules(policies: readonly Policy[], text: string, registries: RegistryNames): readonly Policy[] {
  const words = typedWords(text)
  if (words.length === 0) return policies
  return policies.filter(({ rule, from }) => {
    const { id, label, owner, kind, scope } = rule
    const path = from.kind === 'file' ? `file ${from.path}` : ''
    const place = scopeWords(scope, registries)
    return areIn(words, [id, label, owner, kindWords[kind].name, effectWords[effectOf(rule)].word, place, path])
  })
}

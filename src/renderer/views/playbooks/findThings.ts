import type { Format } from '../../../contract'
import { bestFirst } from '../../components/typedWords'

/** Something that can be picked. */
export type Thing = {
  /** What is kept when it is picked. */
  readonly value: string
  readonly title: string
  readonly where: string
  /** More that it is found by. */
  readonly also: string
  readonly format: Format | null
  readonly offline: boolean
}

/** The things that a few typed words mean, best first: each word is in the title, the place or what it is found by. */
export const findThings = (things: readonly Thing[], text: string): readonly Thing[] =>
  bestFirst(things, text, ({ title, where, also, value, offline }) => ({ title, also: [where, also, value], offline }))

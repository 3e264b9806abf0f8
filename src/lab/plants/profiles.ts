import type { PlantBlueprint } from '../node/blueprint'
import { generated, type PlantSize } from './generated'
import { riverside } from './riverside'

/** Plants by name: the named one, one of 2 000 resources, one of 13 900, and 100 nodes with ten routes' worth each. */
export const profileNames = ['lab', 'small', 'campus', 'salvo'] as const

export type ProfileName = (typeof profileNames)[number]

/** What plant a lab simulates. */
export type PlantChoice = { readonly profile: ProfileName } | { readonly size: PlantSize }

const sizes = {
  small: { nodes: 20, senders: 490, receivers: 490 },
  campus: { nodes: 100, senders: 3425, receivers: 3425 },
  salvo: { nodes: 100, senders: 1000, receivers: 1000 },
} as const satisfies Record<string, PlantSize>

/** @throws RangeError where a size makes no sense. */
export function plantFor(choice: PlantChoice, seed: string): PlantBlueprint {
  if ('size' in choice) return generated(choice.size, seed)
  return choice.profile === 'lab' ? riverside(seed) : generated(sizes[choice.profile], seed)
}

import type { PlantBlueprint } from '../node/blueprint'
import { plantOf } from './draft'
import { riversideMcr } from './riversideMcr'
import { riversideOutside } from './riversideOutside'
import { riversideStudios } from './riversideStudios'

/**
 * The default plant: a broadcaster's house (MCR, Studio A, Studio B, Lab) and its truck (OB 1): 14 nodes, 68 senders,
 * 72 receivers, 40 of them routed when it starts.
 */
export function riverside(seed: string): PlantBlueprint {
  return plantOf('Riverside', seed, [...riversideStudios, ...riversideMcr, ...riversideOutside])
}

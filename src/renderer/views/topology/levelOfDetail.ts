/**
 * How much is drawn: `ports` shows rows that can be taken, `devices` plain boxes with names, `rooms` rooms with counts.
 */
export type LevelOfDetail = 'ports' | 'devices' | 'rooms'

/** Below these zooms a port's name, and then a device's, cannot be read any more. */
const PORTS_FROM = 0.42
const DEVICES_FROM = 0.2

/** The level at a zoom; 1 is one CSS px to one unit of the picture. */
export function levelAt(zoom: number): LevelOfDetail {
  if (zoom >= PORTS_FROM) return 'ports'
  return zoom >= DEVICES_FROM ? 'devices' : 'rooms'
}

/**
 * How much larger letters are drawn far out so that they can still be read, in steps of a quarter, so that a zoom does
 * not draw every name again at every frame.
 */
export function letterScale(zoom: number): number {
  const wanted = 1 / Math.max(zoom, 0.01)
  return 1.25 ** Math.max(0, Math.floor(Math.log(wanted) / Math.log(1.25)))
}

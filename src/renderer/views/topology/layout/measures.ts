/** Measures of the picture, in units of the picture (CSS px at zoom 1), on a 4 px grid. */
export const DEVICE_WIDTH = 212
export const DEVICE_HEAD = 32
export const PORT_HEIGHT = 24
/** Below the last port. */
export const DEVICE_FOOT = 4
export const DEVICE_GAP = 24
export const COLUMN_GAP = 88
export const ROOM_HEAD = 36
export const ROOM_PADDING = 20
export const ROOM_GAP = 28
/** A room is never smaller: folded away, it says what is in it. */
export const ROOM_LEAST = { width: 236, height: 92 } as const

/** How tall a device with so many ports is. */
export const deviceHeight = (ports: number): number =>
  ports === 0 ? DEVICE_HEAD : DEVICE_HEAD + ports * PORT_HEIGHT + DEVICE_FOOT

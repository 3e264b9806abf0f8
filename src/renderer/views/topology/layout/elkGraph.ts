import type { ElkNode } from 'elkjs/lib/elk-api'
import type { Id } from '../../../../contract'
import { gridOf } from './grid'
import { COLUMN_GAP, DEVICE_GAP, ROOM_LEAST, ROOM_GAP, ROOM_HEAD, ROOM_PADDING } from './measures'
import type { Places, Rect } from './places'
import type { Structure } from './structure'

const text = (value: number): string => String(value)

/** Rooms are packed in their order into a rectangle as wide as the window is, and stretched to line up. */
const rootOptions = (aspect: number): Record<string, string> => ({
  'elk.algorithm': 'rectpacking',
  'elk.aspectRatio': text(aspect),
  'elk.spacing.nodeNode': text(ROOM_GAP),
  'elk.padding': '[left=0,top=0,right=0,bottom=0]',
  'elk.rectpacking.packing.compaction.rowHeightReevaluation': 'true',
  'elk.rectpacking.whiteSpaceElimination.strategy': 'EQUAL_BETWEEN_STRUCTURES',
})

/** Devices are layered from sources to destinations; which layer, and in what order, is read from where they stand. */
const roomOptions: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.separateConnectedComponents': 'false',
  'elk.layered.layering.strategy': 'INTERACTIVE',
  'elk.layered.cycleBreaking.strategy': 'INTERACTIVE',
  'elk.layered.crossingMinimization.strategy': 'INTERACTIVE',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'LEFTDOWN',
  'elk.spacing.nodeNode': text(DEVICE_GAP),
  'elk.layered.spacing.nodeNodeBetweenLayers': text(COLUMN_GAP),
  'elk.padding': `[left=${text(ROOM_PADDING)},top=${text(ROOM_HEAD)},right=${text(ROOM_PADDING)},bottom=${text(ROOM_PADDING)}]`,
  'elk.nodeSize.constraints': 'MINIMUM_SIZE',
  'elk.nodeSize.minimum': `(${text(ROOM_LEAST.width)},${text(ROOM_LEAST.height)})`,
}

/** What ELK is asked: rooms as containers, devices in them. `aspect` is the width of the window over its height. */
export function toElk(structure: Structure, aspect: number): ElkNode {
  return {
    id: 'plant',
    layoutOptions: rootOptions(aspect),
    children: structure.rooms.map((room) => {
      const grid = gridOf(room)
      if (grid.devices.size === 0) return { id: room.key, ...ROOM_LEAST }
      const children = [...grid.devices].map(([id, rect]) => ({ id, ...rect }))
      return { id: room.key, layoutOptions: roomOptions, children }
    }),
  }
}

const rectOf = (node: ElkNode, dx: number, dy: number): Rect => ({
  x: Math.round((node.x ?? 0) + dx),
  y: Math.round((node.y ?? 0) + dy),
  width: Math.round(node.width ?? 0),
  height: Math.round(node.height ?? 0),
})

/** Where ELK put everything. */
export function fromElk(root: ElkNode): Places {
  const rooms = new Map<string, Rect>()
  const devices = new Map<Id, Rect>()
  for (const room of root.children ?? []) {
    const rect = rectOf(room, 0, 0)
    rooms.set(room.id, rect)
    for (const device of room.children ?? []) devices.set(device.id, rectOf(device, rect.x, rect.y))
  }
  return { rooms, devices }
}

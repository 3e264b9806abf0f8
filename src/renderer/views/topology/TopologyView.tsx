import '@xyflow/react/dist/base.css'
import { ReactFlow, ReactFlowProvider, ViewportPortal, useStore } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useState, type CSSProperties, type MouseEvent } from 'react'
import type { Format } from '../../../contract'
import { classes } from '../../components/classes'
import { isImpactOf, useImpact } from '../../state/impact'
import { select, useView } from '../../state/view'
import { canvasStore } from './canvas/canvasStore'
import { useCurrentGraph } from './canvas/currentGraph'
import { DragHint } from './canvas/DragHint'
import { Ground } from './canvas/Ground'
import { litBy, litByImpact } from './canvas/highlight'
import { Legend } from './canvas/Legend'
import { LevelContext } from './canvas/level'
import { Minimap } from './canvas/Minimap'
import { SelectionBar } from './canvas/SelectionBar'
import { useBand } from './canvas/useBand'
import { useFit } from './canvas/useFit'
import { useFlight } from './canvas/useFlight'
import { useKeys } from './canvas/useKeys'
import { portsInOrder } from './canvas/walk'
import { useWholePixels } from './canvas/useWholePixels'
import { ZoomControls } from './canvas/ZoomControls'
import { DeviceNode } from './DeviceNode'
import { DragLine } from './edges/DragLine'
import { EdgeLayer } from './edges/EdgeLayer'
import { flowNodes } from './flowNodes'
import type { Graph } from './graphModel'
import { structureOf } from './layout/structure'
import { useLayout } from './layout/useLayout'
import { letterScale, levelAt } from './levelOfDetail'
import { RoomNode } from './RoomNode'
import { TopologyEmpty } from './TopologyEmpty'
import { useGraph } from './useGraph'
import styles from './TopologyView.module.css'

const nodeTypes = { device: DeviceNode, room: RoomNode }
/** Routes are drawn by the edge layer: one drawing for all costs a fraction of one element each. */
const noEdges: [] = []
const noAttribution = { hideAttribution: true }

const MIN_ZOOM = 0.02
const MAX_ZOOM = 2.5

/** The plant as a picture: rooms, devices, ports and routes; a source is dragged onto a destination here. Fills its parent. */
export function TopologyView() {
  const graph = useGraph()
  if (graph.groups.length === 0)
    return (
      <div className={styles.topology} data-topology>
        <TopologyEmpty />
      </div>
    )
  return (
    <ReactFlowProvider>
      <Canvas graph={graph} />
    </ReactFlowProvider>
  )
}

function Canvas({ graph }: { readonly graph: Graph }) {
  const width = useStore((s) => s.width)
  const height = useStore((s) => s.height)
  const level = useStore((s) => levelAt(s.transform[2]))
  const letters = useStore((s) => letterScale(s.transform[2]))
  const structure = useMemo(() => structureOf(graph), [graph])
  const { places, arranging } = useLayout(structure, width > 0 && height > 0 ? width / height : null)
  const nodes = useMemo(() => flowNodes(graph, places, level), [graph, places, level])
  const { fit, moved } = useFit(places)
  const settle = useWholePixels()
  const onKeyDown = useKeys(graph, places, fit)
  useFlight(graph, places)
  useCurrentGraph(graph)
  const { band, begin: beginBand } = useBand(graph, places)
  useSelectionLight(graph)
  useTabStop(graph)
  const [panning, setPanning] = useState(false)
  const formats = useMemo(() => formatsOf(graph), [graph])
  const hasTally = useMemo(() => [...graph.ports.values()].some(({ record }) => record.tally !== undefined), [graph])
  const clear = useCallback(() => {
    select(null)
  }, [])

  return (
    <div
      className={classes(styles.topology, panning && styles.panning)}
      data-topology
      data-level={level}
      style={{ '--letters': letters } as CSSProperties}
      tabIndex={0}
      role="application"
      aria-label="The plant: arrows walk the ports, with Shift they choose several, Enter selects, Enter again connects, Delete disconnects"
      onKeyDownCapture={onKeyDown}
      onPointerDownCapture={beginBand}
      onMouseDownCapture={holdGround}
    >
      <LevelContext value={level}>
        <ReactFlow
          nodes={nodes}
          edges={noEdges}
          nodeTypes={nodeTypes}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          deleteKeyCode={null}
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          proOptions={noAttribution}
          onPaneClick={clear}
          onMoveStart={moved}
          onMove={(event) => {
            // Not at its start: a press that does not move is a click, and belongs to what is under it.
            setPanning(event !== null && event.type !== 'wheel')
          }}
          onMoveEnd={(_, viewport) => {
            setPanning(false)
            settle(viewport)
          }}
        >
          <ViewportPortal>
            <Ground places={places} />
            <EdgeLayer graph={graph} places={places} level={level} />
            <DragLine graph={graph} places={places} />
          </ViewportPortal>
        </ReactFlow>
      </LevelContext>
      {panning && <div className={styles.shield} />}
      {band !== null && (
        <div
          className={styles.band}
          style={{ left: band.x, top: band.y, width: band.width, height: band.height }}
          data-testid="band"
        />
      )}
      <DragHint />
      <SelectionBar />
      <div className={styles.legend}>
        <Legend formats={formats} tally={hasTally} />
      </div>
      <div className={styles.corner}>
        {arranging && (
          <span className={styles.arranging} role="status">
            Arranging…
          </span>
        )}
        <ZoomControls fit={fit} />
        <Minimap places={places} />
      </div>
    </div>
  )
}

/** While Shift is held the ground stays where it is: a band is drawn over it. */
function holdGround(event: MouseEvent): void {
  const on = event.target as Element
  if (event.shiftKey && on.closest('.react-flow') !== null && on.closest('[data-port], button') === null)
    event.stopPropagation()
}

/** Lights the routes of what is selected, or, while that is asked, everything that feels it when it is lost. */
function useSelectionLight(graph: Graph): void {
  const selection = useView((view) => view.selected)
  const { of, impact } = useImpact((shown) => shown)
  const felt = isImpactOf(of, selection?.id ?? null) ? impact : null
  useEffect(() => {
    canvasStore.setState({ lit: felt === null ? litBy(graph, selection) : litByImpact(graph, felt) })
  }, [graph, selection, felt])
}

/** Tab enters the picture at what is selected, else at the first port. */
function useTabStop(graph: Graph): void {
  const selection = useView((view) => view.selected)
  useEffect(() => {
    const { focus } = canvasStore.getState()
    if (selection !== null && graph.ports.has(selection.id)) canvasStore.setState({ focus: selection.id })
    else if (focus === null || !graph.ports.has(focus)) canvasStore.setState({ focus: portsInOrder(graph)[0] ?? null })
  }, [graph, selection])
}

const formatOrder: readonly Format[] = ['video', 'audio', 'data', 'mux', 'unknown']

function formatsOf(graph: Graph): readonly Format[] {
  const there = new Set<Format>()
  for (const port of graph.ports.values()) there.add(port.record.format)
  return formatOrder.filter((format) => there.has(format))
}

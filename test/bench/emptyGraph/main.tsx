import { Background, ReactFlow } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { createRoot } from 'react-dom/client'

/** The graph library with nothing in it: what panning costs at the least. */
const place = document.getElementById('root')
if (place !== null) {
  createRoot(place).render(
    <ReactFlow defaultNodes={[]} defaultEdges={[]} minZoom={0.02} maxZoom={2} colorMode="dark">
      <Background />
    </ReactFlow>,
  )
}

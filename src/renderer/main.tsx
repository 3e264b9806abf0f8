import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-500.css'
import '@mantine/core/styles.layer.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { connect } from './app/client'
import './app/tokens.css'
import { startFeeds } from './state/feeds'

connect()
startFeeds()

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root to draw into.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

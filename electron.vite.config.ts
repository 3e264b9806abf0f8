import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

/** Files of the page are asked for from the root, since it is served deeper too: `/ui/ndi`. electron-vite says `./`. */
const fromRoot: Plugin = {
  name: 'from-root',
  enforce: 'post',
  config(config) {
    config.base = '/'
  },
}

/**
 * The Node side is CommonJS, as what the code cache can keep; the package around it is not. In ASCII, since V8 reads that
 * faster and holds it in half of the memory.
 */
const asCommonJs: Plugin = {
  name: 'as-commonjs',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replace(/[\u0080-\uffff]/g, escaped)
    }
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
  },
}

/** Stands for the same in a string, a template and a regular expression. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Three targets: the Node side (desktop, host and lab are entries of one build), the preload, the page. */
export default defineConfig({
  main: {
    plugins: [asCommonJs],
    build: {
      target: 'node20',
      outDir: 'out/main',
      // One file instead of a thousand: reading the packages one by one took half of the time to the first picture.
      externalizeDeps: false,
      rollupOptions: {
        external: ['electron', 'better-sqlite3'],
        input: { electron: at('src/main/electron.ts'), host: at('src/main/host.ts'), lab: at('src/lab/main.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      outDir: 'out/preload',
      rollupOptions: {
        input: { bridge: at('src/preload/bridge.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react(), fromRoot],
    build: {
      target: 'es2023',
      outDir: at('out/renderer'),
      rollupOptions: { input: { index: at('src/renderer/index.html') } },
    },
  },
})

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { checkRequirements, root } from './requirements.mjs'

/** `npm run bench -- [--json] [--only NAME]`: ours against a baseline, measured in turn in one run. */
checkRequirements()
ensureBuilt()

const { build } = await import('vite')
const quiet = { configFile: false, root, logLevel: 'error' }
const outDir = join(root, 'out', 'bench')
const input = {
  main: join(root, 'test', 'bench', 'main.ts'),
  bareDownload: join(root, 'test', 'bench', 'bareDownloadMain.ts'),
  relayActors: join(root, 'test', 'bench', 'relayActorsMain.ts'),
}
await build({ ...quiet, build: { ssr: true, outDir, target: 'node20', rollupOptions: { input } } })
await build({
  ...quiet,
  root: join(root, 'test', 'bench', 'emptyGraph'),
  plugins: [(await import('@vitejs/plugin-react')).default()],
  build: { outDir: join(outDir, 'emptyGraph'), emptyOutDir: true, target: 'es2023' },
})

const { status } = spawnSync(process.execPath, ['--expose-gc', join(outDir, 'main.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const node = { environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 } as const

/** unit: no sockets. integration: real sockets, files and brokers. e2e: the built host in a real Chromium. */
export default defineConfig({
  plugins: [react()],
  test: {
    maxWorkers: 2,
    projects: [
      { extends: true, test: { ...node, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { extends: true, test: { ...node, name: 'integration', include: ['test/integration/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          ...node,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})

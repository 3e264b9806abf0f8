import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../support/childProcess'
import { startHost } from '../../support/host'
import { until } from '../../support/until'
import { moduleFolder } from '../relay/moduleHost/moduleFolder'

const LAMP = `export default ({ z }) => ({
  moduleName: 'lamp',
  topicFilters: () => [],
  handle() {},
  actions: { dim: { title: 'Dim', params: z.strictObject({ level: z.number() }) } },
})`

/** A registry that nobody is: the host starts no lab, and has nothing to look at. */
const NOBODY = 'http://127.0.0.1:9/x-nmos/query/v1.3'

test('the built host loads a module from the disk, compiled anew and from its code cache', async () => {
  const folder = moduleFolder()
  const data = mkdtempSync(join(tmpdir(), 'signalbox-'))
  folder.write('lamp', LAMP)
  try {
    for (const start of ['first', 'second']) {
      const host = await startHost({ registries: [NOBODY], data, flags: [] })
      try {
        if (start === 'first') await host.api('PATCH', '/settings', { relay: { folder: folder.path } })
        const state = async () => (await host.api('GET', '/modules/lamp')).body as { readonly state?: string }
        await until(state, (lamp) => lamp.state === 'running', 20_000)
      } finally {
        await host.stop()
      }
      const compiled = readdirSync(join(root, 'out', 'main', 'compiled'))
      expect(compiled.filter((name) => name.endsWith('.bin')).length).toBeGreaterThan(0)
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
    folder.end()
  }
})

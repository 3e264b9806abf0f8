import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../src/main/api/openApiDocument'

const path = join(import.meta.dirname, '../../contract/openapi.json')

/** The version of Signalbox is not part of the contract. */
const generate = async (): Promise<string> => `${JSON.stringify(await openApiDocument('0.0.0'), null, 2)}\n`

describe('the OpenAPI document', () => {
  it('is the one that is checked in', async () => {
    const now = await generate()
    if (process.env['UPDATE_OPENAPI'] === '1') writeFileSync(path, now)
    const kept = readFileSync(path, 'utf8')
    expect(now, 'The contract has changed. If that is meant: UPDATE_OPENAPI=1 npx vitest run test/unit/api').toBe(kept)
  })

  it('describes errors as {code, message, data} and names its resources', async () => {
    const document = JSON.parse(await generate()) as {
      openapi: string
      paths: Record<string, Record<string, { responses: Record<string, { content?: unknown }> }>>
      components: {
        schemas: Record<string, unknown>
        responses: Record<string, { content?: unknown }>
        securitySchemes: Record<string, unknown>
      }
    }
    expect(document.openapi).toMatch(/^3\.1/)
    expect(Object.keys(document.components.securitySchemes)).toEqual(['apiKey', 'session'])
    const take = document.paths['/takes']?.['post']
    expect(Object.keys(take?.responses ?? {}).sort()).toEqual([
      '200',
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '423',
      '502',
      '503',
      '504',
    ])
    expect(take?.responses['201']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Run' } },
    })
    expect(JSON.stringify(document.components.responses['Error409']?.content)).toContain(
      '"required":["code","message","data"]',
    )
    expect(JSON.stringify(document.components.responses)).not.toContain('"defined"')
  })
})

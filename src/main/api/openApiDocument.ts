import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import {
  Action,
  Actor,
  Approval,
  AuditRow,
  Booking,
  Candidate,
  Change,
  Compensation,
  CompensationEntry,
  Counts,
  Decision,
  DeviceView,
  Disturbance,
  FlowView,
  Health,
  Hold,
  Inspection,
  Key,
  Leg,
  LightDevice,
  LightNode,
  LightReceiver,
  LightSender,
  Lock,
  NodeView,
  Placement,
  Question,
  ReceiverView,
  Registry,
  RegistryStatus,
  Run,
  RunSource,
  Salvo,
  SalvoEntry,
  Schedule,
  SearchHit,
  SenderView,
  Session,
  Settings,
  Snapshot,
  SnapshotBrief,
  SnapshotDifference,
  SnapshotDocument,
  SnapshotRoute,
  SourceView,
  Topology,
  Warning,
  Window,
  Witness,
  contract,
} from '../../contract'

/** What has a name of its own in the document. */
const named = {
  Action,
  Actor,
  Approval,
  AuditRow,
  Booking,
  Candidate,
  Change,
  Compensation,
  CompensationEntry,
  Counts,
  Decision,
  Device: DeviceView,
  Disturbance,
  Flow: FlowView,
  Health,
  Hold,
  Inspection,
  Key,
  Leg,
  LightDevice,
  LightNode,
  LightReceiver,
  LightSender,
  Lock,
  Node: NodeView,
  Placement,
  Question,
  Receiver: ReceiverView,
  Registry,
  RegistryStatus,
  Run,
  RunSource,
  Salvo,
  SalvoEntry,
  Schedule,
  SearchHit,
  Sender: SenderView,
  Session,
  Settings,
  Snapshot,
  SnapshotBrief,
  SnapshotDifference,
  SnapshotDocument,
  SnapshotRoute,
  Source: SourceView,
  Topology,
  Warning,
  Window,
  Witness,
} as const

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>

/** What an error says, by its status. */
const meanings: Readonly<Record<string, string>> = {
  '400': 'The request is not understood; data.issues names the places.',
  '401': 'Nobody is signed in.',
  '403': 'The role does not allow it.',
  '404': 'There is no such thing.',
  '409': 'Refused by the guard (data.decisions), or not in a state that allows it. Nothing was sent.',
  '423': 'Somebody has locked or protected the destination (data.decisions). Nothing was sent.',
  '502': 'A device refused.',
  '503': 'The journal cannot be written, so nothing is sent.',
  '504': 'A device was silent.',
}

/** The orchestration API as OpenAPI 3.1. `version` is Signalbox's own. */
export async function openApiDocument(version: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Signalbox orchestration API',
      version,
      description:
        'The plant, its routes and what is done to them. Stable; additions only. Lists answer {items, nextCursor}; errors answer {code, message, data}.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ apiKey: [] }, { session: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key (sbx_…), or the one of SIGNALBOX_API_KEY.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'signalbox_session_8484',
          description: 'A window that was signed in by the printed address; the name ends in the port.',
        },
      },
    },
    commonSchemas: Object.fromEntries(
      Object.entries(named).map(([name, schema]) => [name, { schema, strategy: 'output' as const }]),
    ),
    customErrorResponseBodySchema: (definitions) => ({
      oneOf: definitions.map(([code, message, hasData, data]) => ({
        type: 'object',
        properties: {
          code: { const: code },
          message: { type: 'string', examples: [message] },
          data: hasData ? data : { anyOf: [data, { type: 'null' }] },
        },
        required: ['code', 'message', 'data'],
      })),
    }),
  })
  shareErrors(document)
  return document
}

/** The errors are the same everywhere: they stand in the document once. */
function shareErrors(document: Document): void {
  const shared: NonNullable<NonNullable<Document['components']>['responses']> = {}
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const responses = path?.[method]?.responses ?? {}
      for (const [status, response] of Object.entries(responses)) {
        if (Number(status) < 400) continue
        const name = `Error${status}`
        if (response !== undefined) shared[name] ??= { ...response, description: meanings[status] ?? status }
        responses[status] = { $ref: `#/components/responses/${name}` }
      }
    }
  }
  document.components = { ...document.components, responses: shared }
}

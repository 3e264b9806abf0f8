import type { FastifyInstance } from 'fastify'
import type { AuditRepository } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import { forbidden } from './apiErrors'
import { AuditExport, createAuditFiles } from './auditFile'
import { isEntitled } from './doors'
import type { Gate } from './gate'
import { HttpFault } from './httpFault'
import { issuesOf, issuesSentence } from './inputIssues'
import type { OpenLinks } from './openLinks'
import { createRefusedByRole } from './refusedByRole'

const NEEDS = 'engineer'

/**
 * `GET …/audit/export`: a file instead of JSON, as the OpenAPI document says. The procedure of the same name gives
 * windows the text over their own link.
 */
export function serveAuditDownload(
  app: FastifyInstance,
  path: string,
  parts: {
    readonly gate: Gate
    readonly links: OpenLinks
    readonly audit: Pick<AuditRepository, 'read' | 'append'>
    readonly clock: Clock
  },
): void {
  const { gate, links, audit, clock } = parts
  const files = createAuditFiles({ audit, clock })
  const refused = createRefusedByRole(audit, clock)

  app.get(path, async (request, reply) => {
    const session = await gate.admit(request)
    const { actor } = session
    const by = { actor, origin: 'api' as const }
    if (!isEntitled(actor.role, NEEDS)) {
      await refused.note({ by, procedure: 'audit.export', input: request.query }, NEEDS)
      const { status, code, message, data } = forbidden(actor.role, NEEDS)
      throw new HttpFault(status, code, message, data)
    }
    const asked = AuditExport.safeParse(request.query)
    if (!asked.success) {
      const issues = issuesOf(asked.error.issues)
      throw new HttpFault(400, 'BAD_REQUEST', issuesSentence(issues), { issues })
    }
    const { name, type, content } = files.open(by, asked.data)
    const link = links.open(session, () => content.destroy())
    reply.raw.once('close', link.close)
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${name}"`)
      .type(type)
      .send(content)
  })
}

import { Empty } from '../../components/Empty'

export function AuditView() {
  return <Empty title="Audit">Nothing yet.</Empty>
}

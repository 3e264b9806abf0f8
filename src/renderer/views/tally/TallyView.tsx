import { Empty } from '../../components/Empty'

export function TallyView() {
  return <Empty title="Tally">Nothing yet.</Empty>
}

import { Empty } from '../../components/Empty'

export function WindowsView() {
  return <Empty title="Windows">Nothing yet.</Empty>
}

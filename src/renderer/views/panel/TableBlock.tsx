import { useEffect, useState } from 'react'
import type { PanelBlock } from '../../../contract'
import { Problem } from '../../components/Problem'
import { useHouse } from '../../state/house'
import { askRoute, type RouteItems } from '../../state/modules'
import { problemOf } from '../../state/problem'
import { valueAt, valueText } from '../devices/deviceWords'
import styles from './Panel.module.css'

/** Rows that are drawn. */
const MOST = 500

type Props = { readonly block: Extract<PanelBlock, { kind: 'table' }>; readonly module: string }

/** What a route of the module gives, as a table; asked again with news of devices and modules. */
export function TableBlock({ block, module }: Props) {
  const { title, route, columns } = block
  const news = useHouse('devices') + useHouse('modules')
  const [items, setItems] = useState<RouteItems | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    const life = new AbortController()
    askRoute(module, route, life.signal).then(
      (found) => {
        if (life.signal.aborted) return
        setItems(found)
        setProblem(null)
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setProblem(problemOf(thrown))
      },
    )
    return () => {
      life.abort()
    }
  }, [module, route, news])
  return (
    <section className={styles.block} aria-label={title}>
      <h2>
        {title} {items !== null && items.length > 0 && <small>{items.length}</small>}
      </h2>
      <Problem text={problem} />
      {items === null && problem === null && <p className="quiet">Asking the module…</p>}
      {items?.length === 0 && <p className="quiet">None.</p>}
      {items !== null && items.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map(({ label, path }) => (
                <th key={path}>{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.slice(0, MOST).map((item, i) => (
              <tr key={i}>
                {columns.map(({ path }) => (
                  <td key={path}>{valueText(valueAt(item, path)) ?? '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {items !== null && items.length > MOST && (
        <p className="quiet">{String(items.length - MOST)} more are not shown.</p>
      )}
    </section>
  )
}

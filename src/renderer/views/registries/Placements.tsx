import { useEffect, useRef, useState } from 'react'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { emptyPlacement, placementDraft, placementFault, placementOf, type PlacementDraft } from './placementDraft'
import styles from './Placements.module.css'

const columns: readonly {
  readonly field: Exclude<keyof PlacementDraft, 'key'>
  readonly name: string
  readonly hint: string
}[] = [
  { field: 'node', name: 'Node label', hint: 'SNP-1*' },
  { field: 'device', name: 'Device label', hint: '*' },
  { field: 'tagName', name: 'Tag', hint: 'name' },
  { field: 'tagValue', name: 'Value', hint: '*' },
  { field: 'site', name: 'Site', hint: '' },
  { field: 'room', name: 'Room', hint: '' },
]

type Rules = { readonly list: readonly PlacementDraft[]; readonly changed: boolean }

/** Rules that put things into sites and rooms where their tags do not. */
export function Placements() {
  const may = isAtLeast(useActor(), 'engineer')
  const [rules, setRules] = useState<Rules | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const key = useRef(0)
  const number = (): number => {
    key.current += 1
    return key.current
  }
  const fail = (thrown: unknown): void => {
    setProblem(problemOf(thrown))
  }

  useEffect(() => {
    const life = new AbortController()
    client.placements.get(undefined, { signal: life.signal }).then(
      ({ items }) => {
        setRules({ list: items.map((item) => placementDraft(item, number())), changed: false })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) fail(thrown)
      },
    )
    return () => {
      life.abort()
    }
  }, [])

  const put = (list: readonly PlacementDraft[]): void => {
    setRules({ list, changed: true })
    setProblem(null)
  }
  const save = (): void => {
    const list = rules?.list ?? []
    const wrong = list.findIndex((draft) => placementFault(draft) !== null)
    const draft = list[wrong]
    if (draft !== undefined) {
      setProblem(`Rule ${String(wrong + 1)}: ${placementFault(draft) ?? ''}`)
      return
    }
    client.placements.set({ items: list.map(placementOf) }).then(({ items }) => {
      setRules({ list: items.map((item) => placementDraft(item, number())), changed: false })
    }, fail)
  }
  const list = rules?.list ?? []
  return (
    <section className={styles.placements} aria-label="Sites and rooms">
      <div className={page.head}>
        <div>
          <h2>Sites and rooms</h2>
          <p>
            Tags of the devices say where they stand. Where they do not, these rules do; the first that matches wins, *
            stands for any text.
          </p>
        </div>
        {may && (
          <div className={page.buttons}>
            <Button
              onClick={() => {
                put([...list, emptyPlacement(number())])
              }}
            >
              Add a rule
            </Button>
            <Button look="main" disabled={rules?.changed !== true} onClick={save}>
              Save the rules
            </Button>
          </div>
        )}
      </div>
      <div className={styles.problem}>
        <Problem text={problem} />
      </div>
      {list.length > 0 && (
        <table className={`${page.table ?? ''} ${page.cells ?? ''}`} aria-label="Rules">
          <thead>
            <tr>
              {columns.map(({ field, name }) => (
                <th key={field}>{name}</th>
              ))}
              <th aria-label="Remove" />
            </tr>
          </thead>
          <tbody>
            {list.map((draft, row) => (
              <tr key={draft.key}>
                {columns.map(({ field, name, hint }) => (
                  <td key={field}>
                    <input
                      aria-label={`${name} of rule ${String(row + 1)}`}
                      value={draft[field]}
                      placeholder={hint}
                      readOnly={!may}
                      maxLength={field === 'site' || field === 'room' ? 100 : 200}
                      onChange={(event) => {
                        const value = event.currentTarget.value
                        put(list.map((each) => (each.key === draft.key ? { ...each, [field]: value } : each)))
                      }}
                    />
                  </td>
                ))}
                <td>
                  {may && (
                    <Button
                      look="bare"
                      aria-label={`Remove rule ${String(row + 1)}`}
                      onClick={() => {
                        put(list.filter((each) => each.key !== draft.key))
                      }}
                    >
                      ×
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rules !== null && list.length === 0 && (
        <p className={page.none}>No rules. Everything stands where its tags say.</p>
      )}
    </section>
  )
}

import { useState } from 'react'
import type { PolicyDefault, Scope } from '../../../contract'
import { client } from '../../app/client'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { ColumnThing } from '../../components/ColumnThing'
import thing from '../../components/ColumnThing.module.css'
import { Problem } from '../../components/Problem'
import { scopeKey } from '../../components/scopes'
import { ScopePicker } from '../../components/ScopePicker'
import { scopeWords } from '../../components/scopeWords'
import { Segments } from '../../components/Segments'
import { useChosenReceivers } from '../../state/chosen'
import { policies } from '../../state/policies'
import { problemOf } from '../../state/problem'
import { useRegistryNames } from '../../state/registryNames'
import { isAtLeast, useActor } from '../../state/session'
import { settings, useSettings } from '../../state/settings'
import styles from './Rule.module.css'
import panel from './Panels.module.css'

const words = [
  ['allow', 'allowed'],
  ['deny', 'denied'],
] as const

/** What happens where no rule decides, by part of the plant. `inForce`: those of files as well. */
export function DefaultsPanel({ inForce }: { readonly inForce: readonly PolicyDefault[] }) {
  const registries = useRegistryNames()
  const { value, problem: asking } = useSettings()
  const [edited, setEdited] = useState<readonly PolicyDefault[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const selection = useChosenReceivers()
  const own = edited ?? value?.policy.defaults ?? []
  const ofFiles = inForce.filter(
    (each) => !(value?.policy.defaults ?? []).some((known) => JSON.stringify(known) === JSON.stringify(each)),
  )
  const put = (defaults: readonly PolicyDefault[]): void => {
    setEdited(defaults)
    setProblem(null)
  }
  const save = (): void => {
    setBusy(true)
    client.settings
      .update({ policy: { defaults: [...own] } })
      .then((saved) => {
        settings.store.setState({ value: saved, problem: null })
        policies.refresh()
        setEdited(null)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const add = (scope: Scope): void => {
    if (!own.some((each) => scopeKey(each.scope) === scopeKey(scope))) put([...own, { scope, effect: 'deny' }])
  }
  return (
    <ColumnThing
      title="Where no rule decides"
      about="The narrowest part of the plant that has the destination counts: a selection, a room, a site, a registry, everything. Of two equally narrow ones, deny does. Where nothing is said, everything is allowed."
      tools={
        edited !== null && (
          <>
            <BackButton
              changed
              onDrop={() => {
                setEdited(null)
                setProblem(null)
              }}
              onBack={null}
            />
            <Button look="main" disabled={busy} onClick={save}>
              {busy ? 'Saving…' : 'Save'}
            </Button>
          </>
        )
      }
    >
      <Problem text={problem ?? asking} />
      <table className={thing.table} aria-label="Defaults">
        <thead>
          <tr>
            <th>Destinations in</th>
            <th>What no rule decides is</th>
            <th aria-label="Take off" />
          </tr>
        </thead>
        <tbody>
          {own.map((each) => (
            <tr key={scopeKey(each.scope)}>
              <td>{scopeWords(each.scope, registries)}</td>
              <td>
                <Segments
                  label={`Default for ${scopeWords(each.scope, registries)}`}
                  value={each.effect}
                  options={words}
                  disabled={!may}
                  onChange={(effect) => {
                    put(own.map((known) => (known === each ? { ...each, effect } : known)))
                  }}
                />
              </td>
              <td className={panel.end}>
                {may && (
                  <button
                    type="button"
                    className={styles.drop}
                    aria-label={`Take the default for ${scopeWords(each.scope, registries)} off`}
                    onClick={() => {
                      put(own.filter((known) => known !== each))
                    }}
                  >
                    ×
                  </button>
                )}
              </td>
            </tr>
          ))}
          {ofFiles.map((each) => (
            <tr key={JSON.stringify(each)} className="quiet">
              <td>{scopeWords(each.scope, registries)}</td>
              <td>{each.effect === 'deny' ? 'denied' : 'allowed'}, as a file says</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      {own.length === 0 && ofFiles.length === 0 && (
        <p className="quiet">Nothing is said: what no rule decides is allowed everywhere.</p>
      )}
      {may && (
        <div className={panel.row}>
          <span className="quiet">Say it for</span>
          <ScopePicker
            key={own.length}
            label="Add a default for"
            value={null}
            selection={selection}
            disabled={false}
            onChange={add}
          />
        </div>
      )}
    </ColumnThing>
  )
}

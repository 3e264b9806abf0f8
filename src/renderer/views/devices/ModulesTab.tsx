import { useState } from 'react'
import type { RelayModule } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { isDesktop } from '../../app/portLink'
import { Button } from '../../components/Button'
import { ColumnAsked, ColumnBody, ColumnHead, ColumnItem, Columns } from '../../components/Columns'
import { StateDot } from '../../components/Dot'
import { MonoBlock } from '../../components/MonoBlock'
import { many } from '../../components/numberWords'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Facts, Section } from '../../components/Section'
import { knowModule, useModules } from '../../state/modules'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import styles from './Devices.module.css'
import { ModuleSettings } from './ModuleSettings'
import { moduleDots, moduleStates } from './moduleWords'

function Row({ module, open }: { readonly module: RelayModule; readonly open: boolean }) {
  const { name, title, state, builtIn } = module
  return (
    <ColumnItem
      href={hashOf('devices', `module:${name}`)}
      open={open}
      title={title}
      line={
        <span className={state === 'failed' ? 'warn' : undefined}>
          {[name, builtIn ? null : 'of the house', moduleStates[state]].filter((word) => word !== null).join(' · ')}
        </span>
      }
      marks={<StateDot state={moduleDots[state]} />}
    />
  )
}

function Switch({ module }: { readonly module: RelayModule }) {
  const { name, enabled, state, builtIn } = module
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const put = async (steps: readonly boolean[]): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      for (const step of steps) knowModule(await client.modules.update({ name, enabled: step }))
    } catch (thrown) {
      setProblem(problemOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className={page.buttons}>
        <Button disabled={busy} onClick={() => void put([!enabled])}>
          {busy ? 'Telling it…' : enabled ? 'Switch off' : 'Switch on'}
        </Button>
        {enabled && (state === 'failed' || !builtIn) && (
          <Button
            disabled={busy}
            title={builtIn ? 'Switches it off and on' : 'Switches it off and on; its folder is read anew'}
            onClick={() => void put([false, true])}
          >
            Start it again
          </Button>
        )}
      </div>
      <Problem text={problem} />
    </>
  )
}

/** What a command takes, in a few words: `source`, `model_id, max_fps?`. */
function takes({ params }: RelayModule['commands'][number]): string {
  const properties: unknown = params['properties']
  const required: unknown = params['required']
  if (typeof properties !== 'object' || properties === null) return 'anything'
  const names = Object.keys(properties)
  if (names.length === 0) return 'nothing'
  return names.map((name) => (Array.isArray(required) && required.includes(name) ? name : `${name}?`)).join(', ')
}

function Commands({ module }: { readonly module: RelayModule }) {
  if (module.commands.length === 0) return <p className="quiet">It knows none.</p>
  return (
    <ul className={styles.known}>
      {module.commands.map((command) => (
        <li key={command.name}>
          <b>{command.title}</b>
          <span className="mono">{command.name}</span>
          <span className="quiet">takes {takes(command)}</span>
          <span className={command.reversible ? 'faint' : 'warn'}>
            {command.reversible ? 'can be undone' : 'nothing undoes it'}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Thing({ module }: { readonly module: RelayModule }) {
  const { name, title, state, problem, builtIn, topicFilters, handled, panel } = module
  const may = isAtLeast(useActor(), 'engineer')
  return (
    <ColumnBody padded>
      <div className={styles.head}>
        <h1>
          <StateDot state={moduleDots[state]} /> {title}
        </h1>
        <p className="quiet">
          <span className="mono">{name}</span> · {builtIn ? 'comes with Signalbox' : 'of the house’s own folder'} ·{' '}
          {moduleStates[state]}
        </p>
        <Problem text={problem} />
        {panel !== null && (
          <div className={page.buttons}>
            <a className={styles.link} href={hashOf('panel', name)}>
              Open its panel
            </a>
            {!isDesktop(navigator.userAgent) && (
              <a className={styles.link} href={`/ui/${encodeURIComponent(name)}`} target="_blank" rel="noreferrer">
                As a page of its own, for a wall or a desk
              </a>
            )}
          </div>
        )}
        {may && <Switch key={name} module={module} />}
      </div>
      <Section title="Now">
        <Facts
          rows={[
            [
              'Listens to',
              topicFilters.length === 0 ? (
                'the answers of its devices'
              ) : (
                <span key="topics" className="mono">
                  {topicFilters.join(', ')}
                </span>
              ),
            ],
            ['Has handled', many(handled, 'message')],
          ]}
        />
      </Section>
      <Section title="Commands">
        <Commands module={module} />
        {module.commands.length > 0 && <MonoBlock title="As schemas" text={JSON.stringify(module.commands, null, 2)} />}
      </Section>
    </ColumnBody>
  )
}

/** The modules: what they know, how they are doing, their settings. */
export function ModulesTab({ name }: { readonly name: string | null }) {
  const answer = useModules()
  const { value } = answer
  const list = value ?? []
  const open = list.find((module) => module.name === name) ?? (name === null ? list[0] : undefined)
  return (
    <Columns
      list={
        <ColumnBody padded={false}>
          <ColumnAsked answer={answer} none={value?.length === 0 ? 'There is no module.' : null} />
          {list.map((module) => (
            <Row key={module.name} module={module} open={module.name === open?.name} />
          ))}
        </ColumnBody>
      }
      main={
        open === undefined ? (
          <ColumnBody padded>
            <p className="quiet">
              {value === null || name === null
                ? 'A module is a kind of MQTT device, and how it is spoken to.'
                : `There is no module ${name}.`}
            </p>
          </ColumnBody>
        ) : (
          <Thing key={open.name} module={open} />
        )
      }
      side={
        <>
          <ColumnHead title="Settings" note={null} level={2} actions={null} />
          <ColumnBody padded>
            {open === undefined ? null : open.settingsSchema === null ? (
              <p className="quiet">It has none.</p>
            ) : (
              <ModuleSettings key={open.name} module={open} schema={open.settingsSchema} />
            )}
          </ColumnBody>
        </>
      }
      sideName="Settings"
    />
  )
}

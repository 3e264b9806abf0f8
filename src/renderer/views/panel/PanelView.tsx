import type { ReactNode } from 'react'
import type { PanelBlock, RelayModule } from '../../../contract'
import { hashOf, usePlace } from '../../app/place'
import { classes } from '../../components/classes'
import { Problem } from '../../components/Problem'
import { useModules } from '../../state/modules'
import { CommandBlock } from './CommandBlock'
import { DevicesBlock } from './DevicesBlock'
import styles from './Panel.module.css'
import { TableBlock } from './TableBlock'

function Block({ block, module }: { readonly block: PanelBlock; readonly module: RelayModule }) {
  switch (block.kind) {
    case 'text':
      return <p className={styles.text}>{block.text}</p>
    case 'devices':
      return <DevicesBlock block={block} module={module} />
    case 'command':
      return <CommandBlock block={block} module={module} />
    case 'table':
      return <TableBlock block={block} module={module.name} />
  }
}

const isAside = ({ kind }: PanelBlock): boolean => kind === 'command' || kind === 'table'

/** Devices in the middle, what else the panel has beside them. */
function Blocks({ module, blocks }: { readonly module: RelayModule; readonly blocks: readonly PanelBlock[] }) {
  const aside = blocks.filter(isAside)
  const draw = (of: readonly PanelBlock[]): ReactNode =>
    of.map((block) => <Block key={blocks.indexOf(block)} block={block} module={module} />)
  return (
    <div className={classes(styles.blocks, aside.length > 0 && styles.two)}>
      <div className={styles.first}>{draw(blocks.filter((block) => !isAside(block)))}</div>
      {aside.length > 0 && <div className={styles.aside}>{draw(aside)}</div>}
    </div>
  )
}

/** What a module shows for people, made from its data: `name` null where none was named. */
export function Panel({ name }: { readonly name: string | null }) {
  const { value, problem } = useModules()
  const module = value?.find((one) => one.name === name)
  if (module === undefined)
    return (
      <div className={styles.nothing}>
        {problem !== null ? (
          <Problem text={problem} />
        ) : value === null ? (
          <p className="quiet">Asking the engine…</p>
        ) : (
          <>
            <h2>There is no module {name ?? 'named'}</h2>
            <p className="quiet">
              These have a panel:{' '}
              {value.every(({ panel }) => panel === null)
                ? 'none.'
                : value.flatMap(({ name: other, title, panel }) =>
                    panel === null
                      ? []
                      : [
                          <a key={other} className={styles.link} href={hashOf('panel', other)}>
                            {title}
                          </a>,
                          ' ',
                        ],
                  )}
            </p>
          </>
        )}
      </div>
    )
  if (module.panel === null)
    return (
      <div className={styles.nothing}>
        <h2>{module.title}</h2>
        <p className="quiet">
          {module.problem ?? 'It has no panel.'} Its devices are on the{' '}
          <a className={styles.link} href={hashOf('devices', null)}>
            page of devices
          </a>
          .
        </p>
      </div>
    )
  return (
    <>
      {module.state !== 'running' && (
        <div className={styles.said}>
          <Problem text={module.problem ?? `The module ${module.title} is switched off: nothing can be sent.`} />
        </div>
      )}
      <Problem text={problem} />
      <Blocks module={module} blocks={module.panel.blocks} />
    </>
  )
}

/** The panel of a module as a page among the others. */
export function PanelView() {
  const { what } = usePlace()
  const module = useModules().value?.find((one) => one.name === what)
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h1>{module?.panel?.title ?? module?.title ?? 'Panel'}</h1>
        <a className={styles.link} href={hashOf('devices', what === null ? 'modules' : `module:${what}`)}>
          The module
        </a>
        <a className={styles.link} href={hashOf('devices', null)}>
          Its devices
        </a>
      </header>
      <Panel key={what} name={what} />
    </div>
  )
}

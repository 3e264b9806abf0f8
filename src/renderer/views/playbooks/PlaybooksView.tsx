import type { ReactNode } from 'react'
import { usePlace } from '../../app/place'
import { Columns } from '../../components/Columns'
import { Empty } from '../../components/Empty'
import { Nothing } from '../../components/Nothing'
import { usePlaybooks } from '../../state/playbooks'
import { libraryOf } from './library'
import { PlaybookEditor } from './PlaybookEditor'
import { PlaybookFilesPanel } from './PlaybookFilesPanel'
import { PlaybookList } from './PlaybookList'
import { PlaybookPage } from './PlaybookPage'
import { playbookPlaceOf } from './playbookPlace'

/** Playbooks: the library, one of them with its form and steps, and what is happening to it. */
export function PlaybooksView() {
  const place = playbookPlaceOf(usePlace().what)
  const playbooks = usePlaybooks()
  const all = playbooks.value ?? []
  const name =
    place.kind === 'playbook' || place.kind === 'edit'
      ? place.name
      : place.kind === 'first'
        ? (libraryOf(all, '')[0]?.playbooks[0]?.name ?? null)
        : null
  const playbook = all.find((each) => each.name === name)
  const list = <PlaybookList place={place} shown={name} playbooks={playbooks} />
  const only = (main: ReactNode) => <Columns list={list} main={main} side={null} sideName="Details" />
  switch (place.kind) {
    case 'files':
      return only(<PlaybookFilesPanel />)
    case 'new':
      return <PlaybookEditor key="new" playbook={null} list={list} />
    case 'first':
    case 'playbook':
    case 'edit':
      if (playbook === undefined)
        return only(
          <Nothing
            title="Playbooks"
            answer={playbooks}
            gone={place.kind === 'first' ? null : 'Its file was removed, or the address names nothing.'}
          >
            <Empty title="No playbooks yet">
              <p>
                A playbook is a file with steps: takes, salvos, commands to devices, checks, questions to people. It is
                planned before it runs, and what it did can be put back.
              </p>
              <p>Name a folder for them in the settings, and begin one with +.</p>
            </Empty>
          </Nothing>,
        )
      if (place.kind === 'edit') return <PlaybookEditor key={`edit ${playbook.name}`} playbook={playbook} list={list} />
      return <PlaybookPage key={`${playbook.name} ${playbook.version}`} playbook={playbook} list={list} />
  }
}

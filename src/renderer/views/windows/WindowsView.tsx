import { usePlace } from '../../app/place'
import { ColumnBody, ColumnHead, Columns } from '../../components/Columns'
import { isAtLeast, useActor } from '../../state/session'
import { useWindows } from '../../state/windows'
import { WeekCalendar } from './WeekCalendar'
import { WindowForm } from './WindowForm'
import { WindowList } from './WindowList'
import { WindowPanel } from './WindowPanel'
import { changedIdOf, windowIdOf } from './windowWords'

/** Spans of time with a meaning: inside change windows changes may run, maintenance windows switch rules. */
export function WindowsView() {
  const { what } = usePlace()
  const windows = useWindows()
  const may = isAtLeast(useActor(), 'engineer')
  const changedId = changedIdOf(what)
  const openId = windowIdOf(what) ?? changedId
  const chosen = windows.value?.find(({ id }) => id === openId)
  const changing = changedId !== null && chosen !== undefined
  const title = changing ? 'Change it' : chosen !== undefined ? 'Window' : 'Ask for a window'
  return (
    <Columns
      list={<WindowList windows={windows} openId={openId} />}
      main={<WeekCalendar windows={windows.value ?? []} openId={openId} />}
      side={
        <>
          <ColumnHead level={2} title={title} note={null} actions={null} />
          <ColumnBody padded>
            {chosen !== undefined && !changing ? (
              <WindowPanel key={chosen.id} window={chosen} />
            ) : openId !== null && chosen === undefined && windows.value !== null ? (
              <p className="quiet">This window is not there any more. Choose another on the left.</p>
            ) : may ? (
              <WindowForm key={changing ? chosen.id : 'new'} window={changing ? chosen : null} />
            ) : (
              <p className="quiet">
                You may look at the windows; asking for one and approving it needs the role engineer.
              </p>
            )}
          </ColumnBody>
        </>
      }
      sideName="Window"
    />
  )
}

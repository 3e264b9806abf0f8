import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { ColumnBody } from '../../components/Columns'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { playbookFiles, playbooks, usePlaybookFiles } from '../../state/playbooks'
import { isAtLeast, useActor } from '../../state/session'
import panel from '../policies/Panels.module.css'
import rule from '../policies/Rule.module.css'

/** The folders of playbooks: what they are worth, and the faults of files by line. */
export function PlaybookFilesPanel() {
  const { value, problem } = usePlaybookFiles()
  const may = isAtLeast(useActor(), 'engineer')
  const now = useNow()
  return (
    <ColumnBody padded={false}>
      <div className={rule.editor}>
        <header className={rule.title}>
          <div>
            <h1>Playbook files</h1>
            <p>
              Playbooks are YAML files: those that ship, and those of the house in a folder of yours. They are read
              again whenever a file changes; while one is at fault its last good reading counts.
            </p>
          </div>
          <div className={rule.tools}>
            <Button
              onClick={() => {
                playbookFiles.refresh()
                playbooks.refresh()
              }}
            >
              Read again
            </Button>
          </div>
        </header>
        <Problem text={problem} />
        {value === null ? (
          problem === null && <p className="quiet">Asking the engine…</p>
        ) : (
          <>
            <dl className={panel.facts}>
              <dt>Folder of the house</dt>
              <dd className={value.folder === null ? undefined : 'mono'}>
                {value.folder ?? 'none'} {may && <a href={hashOf('settings', null)}>Change it in the settings</a>}
              </dd>
              <dt>In force</dt>
              <dd>
                {value.playbooks === 1 ? '1 playbook' : `${String(value.playbooks)} playbooks`}
                {value.readAt !== null && `, read ${whenText(value.readAt, now)} UTC`}
              </dd>
            </dl>
            {value.folder === null && (
              <p className={rule.told}>
                No folder is named, so the playbooks that ship are all there are. Name a folder in the settings to write
                your own, or to change one that ships: yours takes the place of the one of the same name.
              </p>
            )}
            {value.problems.length > 0 && (
              <section aria-label="Faults">
                <h2 className={panel.head}>
                  {value.problems.length === 1 ? '1 fault' : `${String(value.problems.length)} faults`}{' '}
                  <small>the last good reading counts</small>
                </h2>
                <table className={panel.table}>
                  <thead>
                    <tr>
                      <th>File</th>
                      <th>Line</th>
                      <th>What is wrong</th>
                    </tr>
                  </thead>
                  <tbody>
                    {value.problems.map(({ path, line, text }) => (
                      <tr key={`${path} ${String(line)} ${text}`}>
                        <td className={classes('mono', panel.file)}>{path}</td>
                        <td className="mono">{line ?? '–'}</td>
                        <td className={panel.fault}>{text}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            )}
            {value.problems.length === 0 && <p className="quiet">All files are in order.</p>}
          </>
        )}
      </div>
    </ColumnBody>
  )
}

import { FilesPanel } from '../../components/FilesPanel'
import { playbookFiles, playbooks, usePlaybookFiles } from '../../state/playbooks'

/** The folders of playbooks: what they are worth, and the faults of files by line. */
export function PlaybookFilesPanel() {
  const files = usePlaybookFiles()
  const count = files.value?.playbooks ?? 0
  return (
    <FilesPanel
      title="Playbook files"
      about="Playbooks are YAML files: those that ship, and those of the house in a folder of yours. They are read again whenever a file changes; while one is at fault its last good reading counts."
      answer={files}
      problem={null}
      tools={null}
      onRead={() => {
        playbookFiles.refresh()
        playbooks.refresh()
      }}
      folderName="Folder of the house"
      noFolder="No folder is named, so the playbooks that ship are all there are. Name a folder in the settings to write your own, or to change one that ships: yours takes the place of the one of the same name."
      inForce={count === 1 ? '1 playbook' : `${String(count)} playbooks`}
      meanwhile="the last good reading counts"
      more={null}
      fine={files.value?.problems.length === 0 ? 'All files are in order.' : null}
    />
  )
}

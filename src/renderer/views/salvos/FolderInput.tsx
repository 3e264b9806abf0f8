import { useId } from 'react'
import type { Salvo } from '../../../contract'
import { foldersOf } from './salvoFolders'

type Props = { readonly value: string; readonly all: readonly Salvo[]; readonly onChange: (folder: string) => void }

/** A folder that is there already, or a new one. */
export function FolderInput({ value, all, onChange }: Props) {
  const id = useId()
  return (
    <>
      <input
        aria-label="Folder"
        value={value}
        list={id}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => {
          onChange(event.currentTarget.value)
        }}
      />
      <datalist id={id}>{foldersOf(all).map(({ name }) => name !== '' && <option key={name} value={name} />)}</datalist>
    </>
  )
}

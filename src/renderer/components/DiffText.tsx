import { diffLines, type DiffLine } from './diffLines'
import styles from './DiffText.module.css'

const signs: Readonly<Record<DiffLine['look'], string>> = { head: '', was: '−', will: '+', note: '▲', same: '' }
const names: Readonly<Record<DiffLine['look'], string>> = {
  head: 'on',
  was: 'is',
  will: 'will be',
  note: 'note',
  same: 'stays',
}

/** A plan in writing, device by device: what is there, and below it what will be. */
export function DiffText({ text }: { readonly text: string }) {
  return (
    <div className={styles.diff} tabIndex={0} role="group" aria-label="What would change">
      {diffLines(text).map(({ look, text: line }, i) => (
        <div key={i} className={styles[look]}>
          <i aria-label={names[look]}>{signs[look]}</i>
          <span>{line}</span>
        </div>
      ))}
    </div>
  )
}

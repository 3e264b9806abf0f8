import styles from './StepGraph.module.css'

/** At a planned step: not all of it is known before. `text` says what. */
export function UnknownMark({ text }: { readonly text: string }) {
  return (
    <span className={styles.unknown} role="img" title={text} aria-label="Not all of it is known">
      ?
    </span>
  )
}

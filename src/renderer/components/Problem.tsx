import styles from './Problem.module.css'

/** What went wrong, where the person is. Draws nothing when nothing did. */
export function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null
  return (
    <p className={styles.problem} role="alert">
      <span aria-hidden="true">▲</span> {text}
    </p>
  )
}

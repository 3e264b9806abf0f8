import styles from './MonoBlock.module.css'

type Props = { readonly title: string; readonly text: string; readonly note?: string }

/** Something long as the device said it, folded away until it is wanted. */
export function MonoBlock({ title, text, note }: Props) {
  return (
    <details className={styles.block}>
      <summary>
        {title}
        {note !== undefined && <span className="faint"> {note}</span>}
      </summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  )
}

import styles from './Kbd.module.css'

/** A key on the keyboard, for the eye only. */
export function Kbd({ children }: { readonly children: string }) {
  return (
    <kbd className={styles.kbd} aria-hidden="true">
      {children}
    </kbd>
  )
}

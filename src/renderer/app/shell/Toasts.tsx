import { closeToast, useToasts } from '../../state/toasts'
import { classes } from '../../components/classes'
import styles from './Toasts.module.css'

/** Words about what is not visible where the person looks. */
export function Toasts() {
  const toasts = useToasts()
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {toasts.map(({ id, kind, text }) => (
        <div key={id} className={classes(styles.toast, kind === 'trouble' && styles.trouble)}>
          <span>{text}</span>
          <button
            type="button"
            aria-label="Close"
            onClick={() => {
              closeToast(id)
            }}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  )
}

import { expressionParts } from './expressionParts'
import styles from './StepGraph.module.css'

/** The title of a step; expressions that are not worked out yet stand in it as what they name. */
export function StepTitle({ text }: { readonly text: string }) {
  return expressionParts(text).map((part, i) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      <code key={i} className={styles.expression}>
        {part.text.replace(/^params\./, '')}
      </code>
    ),
  )
}

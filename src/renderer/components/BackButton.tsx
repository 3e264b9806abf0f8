import { Button } from './Button'

type Props = {
  /** Whether something is written that is not saved. */
  readonly changed: boolean
  /** What is written is forgotten. */
  readonly onDrop: () => void
  /** Null: the form always stands where it does, there is nothing to go back to. */
  readonly onBack: (() => void) | null
}

/** The way out of a form, beside the button that commits it. */
export function BackButton({ changed, onDrop, onBack }: Props) {
  if (changed)
    return (
      <Button look="bare" onClick={onDrop}>
        Drop the changes
      </Button>
    )
  return (
    onBack !== null && (
      <Button look="bare" onClick={onBack}>
        Back
      </Button>
    )
  )
}

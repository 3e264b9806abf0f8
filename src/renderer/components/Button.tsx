import type { ButtonHTMLAttributes, ReactNode } from 'react'
import styles from './Button.module.css'
import { classes } from './classes'

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `take`: the one action a sheet is about. `main`: that of a page. `danger`: amber, what cannot be undone. */
  readonly look?: 'plain' | 'take' | 'main' | 'danger' | 'bare'
  readonly children: ReactNode
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: Props) {
  return <button {...rest} type={type} className={classes(styles.button, styles[look], className)} />
}

import type { ReactNode } from 'react'
import { ColumnBody } from '../../components/Columns'
import styles from './FormSheet.module.css'

type Props = { readonly title: string; readonly about: string; readonly children: ReactNode }

/** A form in the place of the thing that it makes. */
export function FormSheet({ title, about, children }: Props) {
  return (
    <ColumnBody padded={false}>
      <div className={styles.sheet}>
        <div>
          <h1>{title}</h1>
          <p>{about}</p>
        </div>
        {children}
      </div>
    </ColumnBody>
  )
}

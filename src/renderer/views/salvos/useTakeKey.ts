import { useEffect, useRef } from 'react'
import { isTyping } from '../../app/hotkeys'
import { takeStore } from '../../state/take'

/** F12 and NumPad Enter take what the page shows, unless a sheet is open above it or something is being typed. */
export function useTakeKey(take: () => void): void {
  const latest = useRef(take)
  useEffect(() => {
    latest.current = take
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F12' && event.code !== 'NumpadEnter') return
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
      if (takeStore.getState().sheet !== null) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

import { useEffect } from 'react'
import { take, takeBack, takeStore } from '../state/take'
import { showFinder } from '../state/view'
import { beforeEscape, escape } from './escape'

/** Whether keys belong to what is being typed. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}

const isUndo = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'z'

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const sheet = takeStore.getState().sheet
  if (event.key === 'Escape') {
    if (!event.repeat && escape(event.target, isTyping(event.target))) event.preventDefault()
    return
  }
  if (isUndo(event) && !isTyping(event.target)) {
    event.preventDefault()
    if (!event.repeat && (sheet === null || sheet.phase === 'done')) takeBack('last', null)
    return
  }
  if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === 'F12' || (event.code === 'NumpadEnter' && sheet !== null)) {
    event.preventDefault()
    if (!event.repeat) take()
    return
  }
  if (event.key === '/') {
    event.preventDefault()
    showFinder(true)
  }
}

/** The keys that work everywhere: F12 or NumPad Enter takes, Esc goes back, Ctrl+Z takes back, / finds. */
export function useHotkeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', beforeEscape, true)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', beforeEscape, true)
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

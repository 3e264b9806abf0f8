import { useEffect } from 'react'
import type { Salvo } from '../../contract'
import { firing } from '../state/firing'
import { problemOf } from '../state/problem'
import { salvos } from '../state/salvos'
import { takeStore } from '../state/take'
import { toast } from '../state/toasts'
import { viewStore } from '../state/view'
import { hotkeyOf } from '../views/salvos/hotkeyText'
import { client } from './client'
import { isTyping } from './hotkeys'
import { goTo } from './place'

/** Fires it without a look where its plan has no warning and asks nothing; else its page shows why. */
async function fireAtOnce({ id, label }: Salvo): Promise<void> {
  const { body: plan } = await client.salvos.fire({ id, dryRun: true })
  const plain = plan.warnings.length === 0 && plan.decisions.every(({ effect }) => effect === 'allow')
  if (!plain) {
    goTo('salvos', id)
    toast('note', `“${label}” has something to say first; F12 takes it.`)
    return
  }
  toast('note', `Salvo “${label}” is fired.`)
  const begun = await firing.fire(id, async () => (await client.salvos.fire({ id, waitMs: 0 })).body)
  if (!begun) goTo('salvos', id)
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || isTyping(event.target) || takeStore.getState().sheet !== null) return
  const key = hotkeyOf(event)
  if (key === null) return
  const salvo = salvos.store.getState().value?.find(({ hotkey }) => hotkey === key)
  if (salvo === undefined) return
  event.preventDefault()
  if (!viewStore.getState().autoTake) {
    goTo('salvos', salvo.id)
    return
  }
  fireAtOnce(salvo).catch((thrown: unknown) => {
    toast('trouble', problemOf(thrown))
    goTo('salvos', salvo.id)
  })
}

/** The keys of the salvos, from everywhere: they open the salvo with its plan, and fire it while auto-take is on. */
export function useSalvoKeys(): void {
  useEffect(() => {
    const leave = salvos.follow()
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
      leave()
    }
  }, [])
}

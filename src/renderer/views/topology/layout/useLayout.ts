import { useEffect, useMemo, useState } from 'react'
import { gridLayout } from './grid'
import { createLayoutClient } from './layoutClient'
import { nowhere, type Places } from './places'
import type { Structure } from './structure'

/** `arranging` while a better arrangement than the shown one is being computed. */
export type Layout = { readonly places: Places; readonly arranging: boolean }

/** The shape of the window in steps, so that a dragged window edge does not make another picture. */
const inSteps = (aspect: number): number => 1.25 ** Math.round(Math.log(aspect) / Math.log(1.25))

type Question = { readonly structure: Structure; readonly aspect: number }
type Answer = { readonly question: Question; readonly places: Places | null }

/**
 * Where everything is. A plain arrangement comes at once, the worker's replaces it. Only another structure arranges anew:
 * names, routes, states and the size of the window do not. `windowAspect` is width over height, null while not known.
 */
export function useLayout(structure: Structure, windowAspect: number | null): Layout {
  const [client] = useState(createLayoutClient)
  const [question, setQuestion] = useState<Question | null>(null)
  const [answer, setAnswer] = useState<Answer | null>(null)
  if (windowAspect !== null && question?.structure.key !== structure.key)
    setQuestion({ structure, aspect: inSteps(windowAspect) })

  useEffect(() => client.stop, [client])
  useEffect(() => {
    if (question === null) return
    let wanted = true
    void client.arrange(question.structure, question.aspect).then((places) => {
      if (wanted) setAnswer({ question, places })
    })
    return () => {
      wanted = false
    }
  }, [client, question])

  const plain = useMemo(
    () => (question === null ? nowhere : gridLayout(question.structure, question.aspect)),
    [question],
  )
  const settled = question !== null && answer?.question === question
  return { places: (settled ? answer.places : null) ?? plain, arranging: question !== null && !settled }
}
